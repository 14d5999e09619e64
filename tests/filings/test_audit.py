"""Accuracy from the audit rows, and what review changed."""

from pathlib import Path

import pandas as pd
import pytest

from filings.absorbing import absorb
from filings.audit import accuracy, audit_report, audit_tables
from filings.files import write_table
from filings.table import REVIEW_COLUMNS
from nlp.knowledge import SHIPPED


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    """Twenty sector questions are answered: of ten audit rows eight are right, of ten doubtful ones two."""
    folder = tmp_path / "labels"
    folder.mkdir()
    pd.read_csv(SHIPPED / "filings.csv", dtype=str, keep_default_na=False).head(0).to_csv(
        folder / "filings.csv", index=False
    )
    usual = dict.fromkeys(REVIEW_COLUMNS, "") | {
        "field": "sector",
        "predicted": "legal",
        "reviewer": "reader 1",
        "reviewed_on": "2026-05-01",
    }
    rows = []
    for reason, right in (("audit", 8), ("doubtful", 2)):
        for n in range(10):
            number = f"网信算备11010812345670125{n:03d}7号" if n % 2 else f"Beijing-{reason}{n}-20240101"
            label = "legal" if n < right else "finance"
            rows.append(usual | {"filing_no": number, "reason": reason, "label": label})
    for row in rows[10:]:
        row["filing_no"] = row["filing_no"].replace("12345670125", "76543210125")
    rows.append(usual | {"filing_no": "Beijing-Q-20240101", "reason": "audit", "label": "?"})
    write_table(pd.DataFrame(rows, columns=REVIEW_COLUMNS), tmp_path / "r.csv")
    absorb([tmp_path / "r.csv"], folder)
    return folder


def test_accuracy_rests_on_audit_rows_alone_by_field_and_registry(labels: Path) -> None:
    table = audit_tables(labels)["accuracy"].set_index(["field", "registry"])
    assert table.loc[("sector", "all"), ["n", "accuracy"]].tolist() == [10, 0.8]
    assert table.loc[("sector", "aigc"), "n"] + table.loc[("sector", "dsa"), "n"] == 10


def test_the_interval_is_wilson_s() -> None:
    """8 of 10: 0.490 to 0.943 (Brown, Cai & DasGupta 2001)."""
    found = accuracy(pd.Series([True] * 8 + [False] * 2))
    assert (round(found["low"], 3), round(found["high"], 3)) == (0.490, 0.943)  # type: ignore[call-overload]


def test_what_review_changed_counts_all_answers(labels: Path) -> None:
    assert audit_tables(labels)["changes"].to_dict("records") == [
        {"field": "sector", "confirmed": 10, "changed": 10, "no basis": 1}
    ]
    assert audit_tables(labels)["corrections"].to_dict("records") == [
        {"field": "sector", "predicted": "legal", "label": "finance", "answers": 10}
    ]


def test_a_corrected_answer_counts_once_as_it_stands(labels: Path, tmp_path: Path) -> None:
    row = dict.fromkeys(REVIEW_COLUMNS, "") | {
        "filing_no": "Beijing-audit8-20240101", "field": "sector", "predicted": "legal", "reason": "audit",
        "label": "legal", "reviewer": "reader 1", "reviewed_on": "2026-05-02",
    }  # fmt: skip
    write_table(pd.DataFrame([row]), tmp_path / "again.csv")
    absorb([tmp_path / "again.csv"], labels)
    table = audit_tables(labels)["accuracy"].set_index(["field", "registry"])
    assert table.loc[("sector", "all"), ["n", "accuracy"]].tolist() == [10, 0.9]


def test_reviewers_who_differ_are_listed(labels: Path, tmp_path: Path) -> None:
    row = dict.fromkeys(REVIEW_COLUMNS, "") | {
        "filing_no": "Beijing-audit8-20240101", "field": "sector", "label": "media", "reviewer": "reader 2",
        "reviewed_on": "2026-05-02",
    }  # fmt: skip
    write_table(pd.DataFrame([row]), tmp_path / "wang.csv")
    absorb([tmp_path / "wang.csv"], labels)
    assert "reader 1 finance, reader 2 media" in audit_report(labels)


def test_a_report_of_nothing_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    pd.read_csv(SHIPPED / "filings.csv", dtype=str).head(0).to_csv(folder / "filings.csv", index=False)
    assert "no audit row is answered yet" in audit_report(folder)
