"""Doubtful rows out to a person, corrections back into labels/filings.csv.

labels/filings.csv is a log of decisions: absorbing appends rows and never changes or removes one.
"""

import difflib
import hashlib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from filings.files import read_table, replacing
from filings.sources.numbers import decode
from filings.table import FIELDS, NO_PRODUCT, REVIEW_COLUMNS
from models.facets import states_of
from models.labels import LABEL_COLUMNS, UNKNOWN, codes_of
from nlp.errors import InputError
from nlp.knowledge import read_knowledge

AUDIT_ROWS: Final = 50
AUDIT_SHARE: Final = 0.02


def review_rows(enriched: pd.DataFrame, chances: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row per filing and field that a person should look at, and a random audit sample among them.

    Parameters
    ----------
    enriched : DataFrame with TAGGED_COLUMNS, as `filings.tag` returns it.
    chances : each field's probabilities on the same index.

    Returns
    -------
    DataFrame with REVIEW_COLUMNS, smallest margin first; audit rows stand among the others by their margin.
    """
    parts = [_field_rows(field, enriched, chances[field]) for field in FIELDS]
    rows = pd.concat(parts, ignore_index=True)
    doubtful = rows[rows["reason"].eq("doubtful")]
    audit = _audit_sample(rows[rows["reason"].eq("")], max(AUDIT_ROWS, round(AUDIT_SHARE * len(enriched))))
    chosen = pd.concat([doubtful, audit.assign(reason="audit")])
    return chosen.sort_values("margin", kind="stable")[REVIEW_COLUMNS].reset_index(drop=True)


def _field_rows(field: str, enriched: pd.DataFrame, chances: pd.DataFrame) -> pd.DataFrame:
    judged = enriched[f"{field}_source"].eq("label")
    asked = enriched[~judged]
    values = chances.loc[asked.index].to_numpy()
    order = np.argsort(-values, axis=1)[:, :2]
    best, second = np.take_along_axis(values, order, axis=1).T
    rows = asked[["filing_no", "name", "organisation", "organisation_en", "product", "purpose"]].assign(
        field=field,
        predicted=asked[field],
        confidence=asked[f"{field}_confidence"],
        runner_up=chances.columns.to_numpy()[order[:, 1]],
        margin=(best - second).round(4),
        reason=asked["doubtful"].str.split(";").map(lambda fields: "doubtful" if field in fields else ""),
        evidence=asked[f"{field}_source"],
    )
    return rows.reindex(columns=REVIEW_COLUMNS, fill_value="")


def _audit_sample(rows: pd.DataFrame, size: int) -> pd.DataFrame:
    """A random sample that stays the same for the same dump: rows in the order of a hash."""
    lots = (rows["filing_no"] + rows["field"]).map(lambda text: hashlib.sha256(text.encode()).hexdigest())
    return rows.loc[lots.sort_values().index[:size]]


def absorb(files: Iterable[Path], labels: Path) -> tuple[int, int]:
    """Append the answers of corrected review files to labels/filings.csv.

    Returns
    -------
    Number of new decisions, and of answers that stood there already.

    Raises
    ------
    InputError
        All faults of all files together; nothing is written then.
    """
    faults: list[str] = []
    answers = [answer for path in files for answer in _answers(path, labels, faults)]
    if faults:
        raise InputError(faults)
    log = read_knowledge("filings.csv", LABEL_COLUMNS, labels)
    known = {tuple(row) for field in FIELDS for row in _decisions(log, field)}
    fresh = {answer[:5]: answer[5] for answer in answers if answer[:5] not in known}
    if fresh:
        rows = pd.DataFrame([_log_row(answer, facts) for answer, facts in fresh.items()], columns=LABEL_COLUMNS)
        with replacing(labels / "filings.csv") as temporary:
            pd.concat([log, rows]).fillna("").to_csv(temporary, index=False, encoding="utf-8", lineterminator="\n")
    return len(fresh), len(answers) - len(fresh)


Decision = tuple[str, str, str, str, str]  # filing_no, field, label, reviewer, reviewed_on


def _decisions(log: pd.DataFrame, field: str) -> Iterable[Decision]:
    decided = log[log[field].ne("")]
    return zip(
        decided["filing_no"],
        [field] * len(decided),
        decided[field],
        decided["reviewer"],
        decided["reviewed_on"],
        strict=True,
    )


def _answers(path: Path, labels: Path, faults: list[str]) -> list[tuple[str, str, str, str, str, dict[str, str]]]:
    table = read_table(path)
    missing = [column for column in REVIEW_COLUMNS if column not in table.columns]
    if missing:
        faults += [f"{path}: column '{column}' is missing; keep the columns of the review file" for column in missing]
        return []
    answers = []
    for row, cells in enumerate(table.to_dict("records"), 2):
        label = cells["label"].strip()
        if not label:
            continue
        field = cells["field"].strip()
        fault = _fault(field, label, cells["reviewed_on"].strip(), labels)
        if fault:
            faults.append(f"{path}: row {row}, {fault}")
            continue
        when = cells["reviewed_on"].strip()[:10] or date.fromtimestamp(path.stat().st_mtime).isoformat()
        answers.append((cells["filing_no"].strip(), field, label, cells["reviewer"].strip(), when, _facts(cells)))
    return answers


def _fault(field: str, label: str, reviewed_on: str, labels: Path) -> str:
    if field not in FIELDS:
        return f"column 'field': '{field}' is none of {', '.join(FIELDS)}"
    codes = [*codes_of(field, labels), UNKNOWN]
    if label not in codes:
        nearest = difflib.get_close_matches(label, codes, 1, 0)
        return f"column 'label': '{label}' is no code of {field}; did you mean '{nearest[0]}'? ({', '.join(codes)})"
    if reviewed_on:
        try:
            date.fromisoformat(reviewed_on[:10])
        except ValueError:
            return f"column 'reviewed_on': '{reviewed_on}' is no date; write it as {date.today().isoformat()}"
    return ""


def _log_row(answer: Decision, facts: dict[str, str]) -> dict[str, str]:
    filing_no, field, label, reviewer, reviewed_on = answer
    return {"filing_no": filing_no, field: label, "reviewer": reviewer, "reviewed_on": reviewed_on, **facts}


def _facts(cells: dict[str, str]) -> dict[str, str]:
    """What the log keeps of a filing: names, product, and what the purpose states in place of its sentence."""
    parts = decode(pd.Series([cells["filing_no"]])).iloc[0]
    registry = {"生成合成类": "dsa", "": "aigc"}.get(parts["algorithm_class"], "iisa")
    return {
        "registry": registry,
        "role": parts["role"] or ("supporter" if cells["product"] == NO_PRODUCT else "provider"),
        "states": states_of(cells["purpose"]),
        **{column: cells[column] for column in ("name", "organisation", "product", "note")},
    }
