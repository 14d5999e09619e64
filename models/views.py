"""The labelled filings as training sees them: what a list shows, what a gist tells, what is known of who filed."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from models.features import INPUT_COLUMNS, features
from models.labels import read_labels
from nlp.organisations import Organisations
from nlp.resolver import resolve_names

FACTS: Final = ["kind", "ownership", "sector"]
KNOWN: Final = [*FACTS, "history"]
HISTORY_FIELDS: Final = ("sector", "audience")
GUESS_WEIGHT: Final = 0.5  # of a label whose reader was not sure
KNOWN_SHARE: Final = 0.5  # of the organisations whose entry training may look at: most in new lists have none
#: Why a filing was read: of those that the review queue chose, accuracy says nothing about the others.
CHOSEN_AS_DOUBTFUL: Final = "doubtful"


@dataclass(frozen=True)
class Views:
    """Labelled filings, row by row.

    labelled : DataFrame with LABEL_COLUMNS. groups : (n,) group of who filed.
    shown, told : features (`models.features.BLOCKS`) as a list shows the filing, and with its gist.
    weights : (n,) sample weights. fair : (n,) bool, rows on which accuracy may be judged.
    seen : what labels say of organisations, by organisation id: KNOWN.
    """

    labelled: pd.DataFrame
    groups: np.ndarray
    shown: pd.DataFrame
    told: pd.DataFrame
    weights: np.ndarray
    fair: np.ndarray
    seen: pd.DataFrame


def training_views(labels: Path, organisations: Organisations) -> Views:
    """The labelled filings of a labels folder, ready to train on.

    Raises
    ------
    InputError
        A label or an organisation table is faulty.
    """
    labelled = read_labels(labels).reset_index()
    links = resolve_names(labelled["organisation"], organisations)
    shown = _as_shown(labelled, links, organisations)
    return Views(
        labelled,
        links["group_id"].factorize()[0],
        features(shown),
        features(shown.assign(description=labelled["gist"])),
        labelled["sure"].map({"0": GUESS_WEIGHT}).fillna(1.0).to_numpy(dtype=float),
        labelled["reason"].ne(CHOSEN_AS_DOUBTFUL).to_numpy(),
        _seen_organisations(labelled, links["organisation_id"]),
    )


def describe(filings: pd.DataFrame, organisation_ids: pd.Series, known: pd.DataFrame) -> pd.DataFrame:
    """Filings with what is known of who filed: INPUT_COLUMNS.

    filings : DataFrame with registry, role, name, organisation, product, states, description.
    organisation_ids : Series of str on the same index.
    known : DataFrame by organisation id, as `known_facts` returns it.
    """
    facts = known.add_prefix("organisation_").reindex(organisation_ids).fillna("").set_index(filings.index)
    return pd.concat([filings, facts], axis=1)[INPUT_COLUMNS]


def known_facts(organisations: Organisations, seen: pd.DataFrame) -> pd.DataFrame:
    """KNOWN by organisation id: the table's facts, those that labels tell of others, and every labelled history."""
    facts = pd.concat([organisations.table[FACTS], seen.loc[~seen.index.isin(organisations.table.index), FACTS]])
    return facts.join(seen["history"]).fillna("")


def _as_shown(labelled: pd.DataFrame, links: pd.DataFrame, organisations: Organisations) -> pd.DataFrame:
    """The labelled filings as a new list shows them: without gist, half of the organisations not in the table.

    A model trained with every organisation known would lean on a table that most new names don't stand in. A
    filing's history leaves out its own label.
    """
    known = organisations.table[FACTS].assign(history="")
    shown = describe(labelled.assign(description=""), links["organisation_id"], known)
    hidden = pd.util.hash_pandas_object(links["group_id"], index=False).mod(100).ge(100 * KNOWN_SHARE).to_numpy()
    shown.loc[hidden, [f"organisation_{fact}" for fact in FACTS]] = ""
    counts = _label_counts(labelled, links["organisation_id"])
    rows = zip(links["organisation_id"], *(labelled[field] for field in HISTORY_FIELDS), strict=True)
    shown["organisation_history"] = [
        _history(counts[id_], dict(zip(HISTORY_FIELDS, own, strict=True))) for id_, *own in rows
    ]
    return shown


def _label_counts(labelled: pd.DataFrame, organisation_ids: pd.Series) -> dict[str, dict[str, Counter[str]]]:
    """Organisation id → field → how often each code was given."""
    counts: dict[str, dict[str, Counter[str]]] = {}
    for field in HISTORY_FIELDS:
        for id_, code in zip(organisation_ids, labelled[field], strict=True):
            counts.setdefault(id_, {name: Counter() for name in HISTORY_FIELDS})[field][code] += bool(code)
    return counts


def _history(counts: dict[str, Counter[str]], own: dict[str, str]) -> str:
    """Codes that at least half of an organisation's labelled filings bear, one filing's ``own`` codes left out."""
    tokens = []
    for field, codes in counts.items():
        others = codes - Counter([own.get(field, "")])
        total = others.total()
        tokens += [f"h{field}:{code}" for code, n in sorted(others.items()) if n >= total / 2]
    return " ".join(tokens)


def _seen_organisations(labelled: pd.DataFrame, organisation_ids: pd.Series) -> pd.DataFrame:
    """What labels say of organisations, by id: facts where all labels agree ("" else), and history; KNOWN."""
    judged = labelled[["ownership", "sector"]].replace("", None).assign(id=organisation_ids)
    told = judged.groupby("id")
    agree = told.nunique().eq(1)
    facts = told.first().where(agree).fillna("").assign(kind="company")
    facts.loc[facts["ownership"].eq("") | facts["sector"].eq(""), FACTS] = ""
    counts = _label_counts(labelled, organisation_ids)
    return facts.assign(history=[_history(counts[id_], {}) for id_ in facts.index])[KNOWN]
