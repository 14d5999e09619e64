"""Does an afternoon of review pay? The loop replayed, with a part of our labels held back as the reviewer.

The models start from a few labelled filings. Answers come from the labels held back, in the order of our queue or in
random order, and are absorbed and trained on after 100, 200 and 400 of them. Accuracy is that of filings of other
organisations, which nobody answers for. Run: python -m benchmarks.review
"""

import sys
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from benchmarks.shared import shared
from filings.absorbing import absorb
from filings.files import write_table
from filings.review import open_questions, review_rows
from filings.sources import read
from filings.table import FIELDS, REVIEW_COLUMNS
from filings.tag import tag, tag_with_chances
from models.labels import LABEL_COLUMNS, read_labels
from models.tagger import Tagger
from models.training import train
from nlp.knowledge import SHIPPED
from nlp.organisations import Organisations, load_organisations
from nlp.resolver import resolve_names

SEEDS: Final = range(5)
START: Final = 300  # labelled filings to start from
HELD_OUT: Final = 0.3  # of the organisation groups
ANSWERS: Final = (0, 100, 200, 400)


class Split(NamedTuple):
    """Filing tables of one replay: what is labelled at the start, what may be asked, what is judged."""

    start: pd.DataFrame
    pool: pd.DataFrame
    held_out: pd.DataFrame


def split(filings: pd.DataFrame, organisations: Organisations, seed: int) -> Split:
    """Labelled filings at random, no group of organisations on two sides of the held-out ones."""
    random = np.random.default_rng(seed)
    groups = resolve_names(filings["organisation"], organisations)["group_id"]
    names = random.permutation(groups.unique())
    apart = groups.isin(names[: round(HELD_OUT * len(names))])
    rest = filings[~apart].sample(frac=1, random_state=seed)
    return Split(rest[:START], rest[START:], filings[apart])


def queue(filings: pd.DataFrame, organisations: Organisations, tagger: Tagger, labels: Path, seed: int) -> pd.DataFrame:
    """Questions in the order of the review file, audit rows among them."""
    enriched, chances = tag_with_chances(filings, organisations, tagger, labels)
    return review_rows(enriched, chances, organisations, tagger, labels)


def at_random(
    filings: pd.DataFrame,
    organisations: Organisations,
    tagger: Tagger,
    labels: Path,
    seed: int,
    fields: Sequence[str] = FIELDS,
) -> pd.DataFrame:
    """Every open question on these fields in random order."""
    enriched, chances = tag_with_chances(filings, organisations, tagger, labels)
    asked = open_questions(enriched, chances, labels)
    return asked[asked["field"].isin(fields)].sample(frac=1, random_state=seed)


def sectors_at_random(
    filings: pd.DataFrame, organisations: Organisations, tagger: Tagger, labels: Path, seed: int
) -> pd.DataFrame:
    """Every open question on the sector in random order."""
    return at_random(filings, organisations, tagger, labels, seed, ("sector",))


ORDERS: Final = {"our queue": queue, "random": at_random, "random, sector only": sectors_at_random}


def replay(
    order: str, parts: Split, truth: pd.DataFrame, organisations: Organisations, seed: int
) -> list[dict[str, object]]:
    """Accuracy on the held-out filings after each number of answers: one row a number."""
    with tempfile.TemporaryDirectory() as name:
        labels = Path(name)
        truth.loc[parts.start["filing_no"]].reset_index()[LABEL_COLUMNS].to_csv(labels / "filings.csv", index=False)
        tagger, _ = train(labels)
        rows: list[dict[str, object]] = [
            {"answers": 0, "on sector": 0, **accuracy(parts, truth, organisations, tagger, labels)}
        ]
        for done, upto in pairwise(ANSWERS):
            asked = ORDERS[order](parts.pool, organisations, tagger, labels, seed)[: upto - done]
            asked["label"] = [truth.at[row.filing_no, row.field] for row in asked.itertuples()]
            write_table(asked[REVIEW_COLUMNS], labels / "answers.csv")
            absorb([labels / "answers.csv"], labels)
            tagger, _ = train(labels)
            sectors = int(asked["field"].eq("sector").sum())
            right = accuracy(parts, truth, organisations, tagger, labels)
            rows.append({"answers": upto, "on sector": sectors, **right})
            print(seed, order, rows[-1], file=sys.stderr)
    return [{"order": order, "seed": seed, **row} for row in rows]


def accuracy(
    parts: Split, truth: pd.DataFrame, organisations: Organisations, tagger: Tagger, labels: Path
) -> dict[str, float]:
    """Share of right tags on the held-out filings, by field."""
    tagged = tag(parts.held_out, organisations, tagger, labels).set_index("filing_no")
    return {field: float((tagged[field] == truth.loc[tagged.index, field]).mean()) for field in FIELDS}


def main() -> None:
    """Print accuracy after each number of answers, and the gain on the sector with its standard error."""
    organisations = load_organisations(SHIPPED)
    truth = read_labels(SHIPPED)
    filings, _ = read([shared() / "registry"])
    filings = filings[filings["filing_no"].isin(truth.index)].drop_duplicates("filing_no")
    rows = []
    for seed in SEEDS:
        parts = split(filings, organisations, seed)
        for order in ORDERS:
            rows += replay(order, parts, truth, organisations, seed)
    table = pd.DataFrame(rows)
    means = table.groupby(["order", "answers"], sort=False)[["on sector", *FIELDS]].mean()
    print(f"Accuracy on filings of other organisations, means of {len(SEEDS)} splits, from {START} labelled filings")
    print(means.round(4).to_string())
    sector = table.pivot(index="seed", columns=["order", "answers"], values="sector")
    gains = pd.DataFrame({order: sector[order][ANSWERS[-1]] - sector[order][0] for order in ORDERS})
    print(f"\nGain on sector at {ANSWERS[-1]} answers\n{gains.agg(['mean', 'sem']).round(4).to_string()}")
    print(f"our queue gains {gains['our queue'].mean() / gains['random'].mean():.2f}x what random order gains")


if __name__ == "__main__":
    main()
