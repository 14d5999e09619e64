"""The questions that go to a person: doubtful tags, what teaches most first, and an audit sample among them."""

import hashlib
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from filings.table import FIELDS, REVIEW_COLUMNS
from filings.tag import describe_filings
from filings.teaching import most_teaching_first
from models.contributions import Contributions, in_words
from models.features import features
from models.labels import decisions, read_log
from models.tagger import Tagger
from models.views import known_facts
from nlp.decisions import ruling
from nlp.organisations import Organisations

AUDIT_ROWS: Final = 50
AUDIT_SHARE: Final = 0.02
AUDIT_SHARE_OF_LIMIT: Final = 0.5  # at most, so that a short file still asks what is doubtful


def review_rows(
    enriched: pd.DataFrame,
    chances: dict[str, pd.DataFrame],
    organisations: Organisations,
    tagger: Tagger,
    labels: Path,
    limit: int | None = None,
) -> pd.DataFrame:
    """One row per filing and field that a person should look at.

    Doubtful tags come in the order in which one answer teaches most (`filings.teaching`). An audit sample stands at
    random places among them: 50 rows or 2 % of the filings, the same number of each field, drawn from all tags that
    nobody has judged, sure or doubtful, so that accuracy on it is the accuracy of the table.

    Parameters
    ----------
    enriched, chances : as `filings.tag.tag_with_chances` returns them; filings without a number are not asked.
    organisations, tagger, labels : what they were made with; what labels/filings.csv judges is not asked.
    limit : rows at most; half of them at most are audit rows.

    Returns
    -------
    DataFrame with REVIEW_COLUMNS.
    """
    asked = open_questions(enriched, chances, labels)
    if asked.empty:
        return asked[REVIEW_COLUMNS]
    size = max(AUDIT_ROWS, round(AUDIT_SHARE * len(enriched)))
    if limit is not None:
        size = min(size, int(AUDIT_SHARE_OF_LIMIT * limit))
    audit = _audit_sample(asked, size).assign(reason="audit")
    doubtful = asked[asked["reason"].eq("doubtful")]
    filings = enriched.loc[[*doubtful["filing"], *audit["filing"]]].drop_duplicates("filing_no")
    made = features(describe_filings(filings, filings, known_facts(organisations, tagger.seen)))
    vectors = tagger.vectoriser.transform(made)
    place = pd.Series(range(len(filings)), filings.index)
    order = most_teaching_first(
        1 - doubtful["margin"].to_numpy(dtype=float), vectors[place[doubtful["filing"]]], doubtful["field"].to_numpy()
    )
    doubtful = doubtful.iloc[order].drop(audit.index, errors="ignore")
    rows = _mixed(doubtful[: None if limit is None else limit - len(audit)], audit)
    reader = Contributions(tagger)
    rows["evidence"] = [
        _evidence(row, filings.loc[row.filing], reader, vectors[place[row.filing]], made.loc[row.filing, "text"])
        for row in rows.itertuples(index=False)
    ]
    return rows[REVIEW_COLUMNS]


def open_questions(enriched: pd.DataFrame, chances: dict[str, pd.DataFrame], labels: Path) -> pd.DataFrame:
    """Every tag that nobody has judged: REVIEW_COLUMNS, and ``filing``, its row in the enriched table."""
    filings = enriched[enriched["filing_no"].ne("")].drop_duplicates("filing_no")
    judged = ruling(decisions(read_log(labels)), ["filing_no", "field"], "label").groupby("field")["filing_no"].agg(set)
    parts = [
        _field_questions(field, filings[~filings["filing_no"].isin(judged.get(field, set()))], chances[field])
        for field in FIELDS
    ]
    return pd.concat(parts, ignore_index=True)


def _field_questions(field: str, filings: pd.DataFrame, chances: pd.DataFrame) -> pd.DataFrame:
    values = chances.loc[filings.index].to_numpy()
    order = np.argsort(-values, axis=1)[:, :2]
    best, second = np.take_along_axis(values, order, axis=1).T
    rows = filings[["filing_no", "name", "organisation", "organisation_en", "product", "purpose"]].assign(
        filing=filings.index,
        field=field,
        predicted=filings[field],
        confidence=filings[f"{field}_confidence"],
        runner_up=chances.columns.to_numpy()[order[:, 1]],
        margin=(best - second).round(4),
        reason=filings["doubtful"].str.split(";").map(lambda fields: "doubtful" if field in fields else ""),
    )
    return rows.reindex(columns=[*REVIEW_COLUMNS, "filing"], fill_value="")


def _lots(rows: pd.DataFrame, salt: str) -> pd.Series:
    """A random number for each question that stays the same for the same dump."""
    return (salt + rows["filing_no"] + rows["field"]).map(lambda text: hashlib.sha256(text.encode()).hexdigest())


def _audit_sample(asked: pd.DataFrame, size: int) -> pd.DataFrame:
    drawn = asked.loc[_lots(asked, "drawn").sort_values().index]
    turn = drawn.groupby("field").cumcount()  # the fields take turns
    return drawn.loc[turn.sort_values(kind="stable").index[:size]]


def _mixed(doubtful: pd.DataFrame, audit: pd.DataFrame) -> pd.DataFrame:
    """The audit rows at random places among the doubtful ones, whose order stays."""
    together = pd.concat([doubtful, audit])
    places = np.empty(len(together), dtype=int)
    lots = np.argsort(_lots(together, "placed").to_numpy())
    places[: len(doubtful)] = np.sort(lots[: len(doubtful)])
    places[len(doubtful) :] = lots[len(doubtful) :]
    return together.iloc[np.argsort(places)].reset_index(drop=True)


def _evidence(row: Any, filing: pd.Series, reader: Contributions, vector: csr_matrix, text: str) -> str:
    """Why this code: what counted against the runner-up, or what is known of who filed."""
    if filing[f"{row.field}_source"] == "organisation":
        return f"follows from the organisation: {filing['link_evidence']}"
    return in_words(reader.of(row.field, row.predicted, row.runner_up, filing["registry"], vector, text))
