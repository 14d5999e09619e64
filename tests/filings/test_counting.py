import pandas as pd
import pytest

from filings.counting import audit_answers, write_statistics
from filings.files import read_table, write_table
from models.labels import LABEL_COLUMNS
from nlp.errors import InputError


@pytest.fixture
def labels(tmp_path):
    """A labels folder with a log of four answers: to an audit question, overruled later, and to other questions."""
    rows = [
        {"filing_no": "1", "ownership": "soe", "predicted": "private", "reason": "audit", "reviewed_on": "2026-01-01"},
        {"filing_no": "1", "ownership": "media", "reviewed_on": "2026-01-02"},
        {"filing_no": "2", "sector": "legal", "predicted": "social", "reason": "doubtful", "reviewed_on": "2026-01-01"},
        {"filing_no": "3", "sector": "legal", "reason": "audit", "reviewed_on": "2026-01-01"},
    ]
    folder = tmp_path / "labels"
    folder.mkdir()
    pd.DataFrame(rows, columns=LABEL_COLUMNS, dtype=str).to_csv(folder / "filings.csv", index=False)
    return folder


def test_audit_answers_are_what_rules_beside_what_was_predicted(labels):
    assert audit_answers(labels).to_dict("records") == [
        {"filing_no": "1", "field": "ownership", "label": "media", "predicted": "private"}
    ]


def test_previous_table_and_own_frontier(tagged_table, labels, tmp_path):
    for name, rows in (("before.csv", [{}]), ("now.csv", [{"name": "renamed"}, {}])):
        write_table(tagged_table(rows), tmp_path / name)
    (tmp_path / "frontier.csv").write_text("name\n百度\none\n", encoding="utf-8")
    write_statistics(
        tmp_path / "now.csv",
        tmp_path / "stats",
        labels,
        previous=tmp_path / "before.csv",
        frontier=tmp_path / "frontier.csv",
    )
    changes = read_table(tmp_path / "stats" / "changes.csv")
    assert changes["change"].tolist() == ["new", "renamed"]
    sectors = read_table(tmp_path / "stats" / "frontier_sector.csv")
    assert sectors[["tier", "group_id", "filings"]].to_numpy().tolist() == [["frontier", "one", "2"]]
    html = (tmp_path / "stats" / "report.html").read_text(encoding="utf-8")
    assert "at face value" in html
    assert "1 judged answers" in html


def test_unusable_input_writes_nothing(tagged_table, labels, tmp_path):
    write_table(tagged_table([{}]).drop(columns="sector"), tmp_path / "now.csv")
    with pytest.raises(InputError, match="column 'sector' is missing"):
        write_statistics(tmp_path / "now.csv", tmp_path / "stats", labels)
    assert not (tmp_path / "stats").exists()
