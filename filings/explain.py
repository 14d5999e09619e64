"""Why a filing bears its labels and its organisation: the numbers of the table, and what they rest on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from sklearn.preprocessing import normalize

from filings.link_review import full_names
from filings.table import FIELDS, FILING_COLUMNS
from filings.tag import describe_filings, resolve_filings, tag_with_chances
from models.contributions import Contributions
from models.features import features
from models.labels import decisions, read_labels, read_log, read_taxonomy
from models.tagger import Tagger
from models.views import describe, known_facts
from nlp.decisions import standing
from nlp.errors import InputError
from nlp.linking import link_names
from nlp.matching import judged_pairs, load_scorer
from nlp.organisations import Organisations
from nlp.resolver import known_organisation, resolve_names
from nlp.text import compact

MOST_FILINGS: Final = 5
_REASONS, _NEAREST, _NAMES = 6, 3, 3


def explain(
    asked: str, filings: pd.DataFrame, organisations: Organisations, tagger: Tagger, labels: Path
) -> Iterator[str]:
    """Lines that explain the filings of this number, name, product or organisation; else an organisation's name.

    Parameters
    ----------
    asked : a filing number or a name, in any spelling that `nlp.text.compact` levels.
    filings : DataFrame with FILING_COLUMNS, in which to look; a column ``states`` stands in for a missing purpose.
    organisations, tagger, labels : what they are tagged with.

    Raises
    ------
    InputError
        No filing bears this number.
    """
    named = filings[["filing_no", "name", "organisation", "product"]].map(compact)
    found = filings.index[named.eq(compact(asked)).any(axis=1)]
    if len(found):
        ids = resolve_filings(filings, organisations)["organisation_id"]
        related = filings[ids.isin(ids[found])]  # all that a tag can depend on
        yield from _Explainer(related, organisations, tagger, labels).lines(found)
    elif asked.startswith("网信算备"):
        raise InputError(f"'{asked}': no filing bears this number; name the lists that hold it behind the number")
    else:
        link = resolve_names(pd.Series([asked]), organisations).iloc[0]
        yield f"{asked}: no filing is called so; as an organisation:"
        yield from _organisation(asked, link, organisations, labels)


def labelled_filings(labels: Path) -> pd.DataFrame:
    """The labelled filings as a filing table: FILING_COLUMNS and ``states``."""
    labelled = read_labels(labels).reset_index()
    return labelled.reindex(columns=[*FILING_COLUMNS, "states"], fill_value="")


class _Explainer:
    """What is needed to explain any filing of a table, made once."""

    def __init__(self, filings: pd.DataFrame, organisations: Organisations, tagger: Tagger, labels: Path) -> None:
        self._filings, self._organisations, self._tagger, self._labels = filings, organisations, tagger, labels
        self._known = known_facts(organisations, tagger.seen)
        self._enriched, _ = tag_with_chances(filings, organisations, tagger, labels)
        self._contributions = Contributions(tagger)
        self._labelled = read_labels(labels)
        self._words = standing(decisions(read_log(labels)), ["filing_no", "field"], "label")
        taxonomy = read_taxonomy(labels)
        self._names = {(row.field, row.code): f"{row.code} {row.zh} {row.en}" for row in taxonomy.itertuples()}

    def lines(self, found: pd.Index) -> Iterator[str]:
        if len(found) > MOST_FILINGS:
            yield f"{len(found)} filings are called so; the first {MOST_FILINGS} of them:"
        rows = self._enriched.loc[found[:MOST_FILINGS]]
        described = describe_filings(rows, rows, self._known)
        if "states" in self._filings:
            described["states"] = self._filings.loc[rows.index, "states"]
        made = features(described)
        vectors = self._tagger.vectoriser.transform(made)
        nearest = self._nearest(vectors, rows["filing_no"])
        for place, (index, row) in enumerate(rows.iterrows()):
            yield f"\n{row['filing_no']} {row['name']}"
            about = (row["organisation"], row["product"], row["registry"], row["role"], row["purpose"])
            yield "  " + " · ".join(filter(None, about))
            yield from _organisation(row["organisation"], row, self._organisations, self._labels)
            for field in FIELDS:
                yield from self._field(field, row, vectors[place], made.at[index, "text"])
            yield "  nearest labelled filings"
            yield from nearest[place]

    def _field(self, field: str, row: pd.Series, vector: csr_matrix, text: str) -> Iterator[str]:
        classifier = self._tagger.classifiers[field]
        chances = classifier.probabilities(vector, pd.Series([row["registry"]]))[0]
        best, second = (str(classifier.classes[i]) for i in np.argsort(-chances)[:2])
        first_chance, second_chance = np.sort(chances)[::-1][:2]
        doubt = ", doubtful" if field in row["doubtful"].split(";") else ""
        yield (
            f"  {field}: {self._named(field, row[field])}, {row[f'{field}_confidence']:.4f} "
            f"({row[f'{field}_source']}{doubt})"
        )
        for word in self._words.query("filing_no == @row['filing_no'] and field == @field").itertuples():
            yield f"    judged {word.label} by {word.reviewer or '(no name)'} {word.reviewed_on} {word.note}".rstrip()
        alone = "" if row[f"{field}_source"] == "model" else f"the model alone: {best} {first_chance:.4f}; "
        yield f"    {alone}second: {self._named(field, second)}, {second_chance:.4f}"
        counted = self._contributions.of(field, best, second, row["registry"], vector, text)
        if counted:
            total = sum(share for _, share in counted)
            yield f"    for {best} against {second}, log-odds {total:+.2f}:"
            yield from (f"      {share:+.2f} {what}" for what, share in counted[:_REASONS])
            yield f"      {sum(share for _, share in counted[_REASONS:]):+.2f} all else"

    def _named(self, field: str, code: str) -> str:
        return self._names.get((field, code), code)

    def _nearest(self, vectors: csr_matrix, own: pd.Series) -> list[list[str]]:
        """For each row the labelled filings of largest cosine, in words."""
        labelled = self._labelled.reset_index()
        links = resolve_names(labelled["organisation"], self._organisations)
        shown = describe(labelled.assign(description=""), links["organisation_id"], self._known)
        likeness = (normalize(vectors) @ normalize(self._tagger.vectoriser.transform(features(shown))).T).toarray()
        likeness[own.to_numpy()[:, None] == labelled["filing_no"].to_numpy()[None, :]] = -1
        return [[_near(labelled.iloc[i], values[i]) for i in np.argsort(-values)[:_NEAREST]] for values in likeness]


def _near(filing: Any, likeness: float) -> str:
    codes = " ".join(filing[field] or "?" for field in FIELDS)
    return f"    {likeness:.2f} {filing['name']}, {filing['organisation']}: {codes} ({filing['filing_no']})"


def _organisation(name: str, link: Any, organisations: Organisations, labels: Path) -> Iterator[str]:
    """Whom a name is taken for and why, and which other names of the organisation table are nearest."""
    group = "" if link["group_id"] == link["organisation_id"] else f"; group {link['group_zh']} {link['group_en']}"
    yield (
        f"  organisation: {link['organisation_zh']} {link['organisation_en']} ({link['organisation_id']}){group}, "
        f"{link['link_confidence']:.4f}: {link['link_evidence']}"
    )
    names = full_names(organisations)
    others = names.loc[names["organisation"].ne(link["organisation_id"]), "name"]
    near = link_names(
        [name], list(others.drop_duplicates()), organisations, load_scorer(labels), _NAMES, judged=judged_pairs(labels)
    )
    for row in near[near["right_name"].ne("")].itertuples():
        known = known_organisation(row.right_name, organisations)
        yield f"    next: {row.right_name} ({known}), {row.probability:.4f}: {row.evidence}"
