import pandas as pd
import pytest

from filings.table import FILING_COLUMNS, TAGGED_COLUMNS, check, is_filing_table
from nlp.errors import InputError

FILING = dict.fromkeys(FILING_COLUMNS, "") | {"registry": "dsa", "role": "supporter", "status": "active"}


def table(*rows: dict[str, object], columns: list[str] = FILING_COLUMNS) -> pd.DataFrame:
    return pd.DataFrame([FILING | row for row in rows], columns=columns)


def faults_of(checked: pd.DataFrame, columns: list[str] | None = None) -> list[str]:
    with pytest.raises(InputError) as error:
        check(checked, "t.csv", columns)
    return error.value.faults


def test_the_columns_of_the_contract() -> None:
    assert ", ".join(FILING_COLUMNS) == (
        "filing_no, registry, role, algorithm_class, batch, filed_on, province, district_code, name, organisation, "
        "product, purpose, status, former_organisation, remark, source_file, source_row"
    )
    assert ", ".join(TAGGED_COLUMNS[len(FILING_COLUMNS) :]) == (
        "organisation_id, organisation_zh, organisation_en, group_id, group_zh, group_en, link_confidence, "
        "link_evidence, ownership, ownership_confidence, ownership_source, modality, modality_confidence, "
        "modality_source, sector, sector_confidence, sector_source, audience, audience_confidence, audience_source, "
        "doubtful"
    )
    assert TAGGED_COLUMNS[: len(FILING_COLUMNS)] == FILING_COLUMNS


def test_a_right_table_passes_with_all_its_columns() -> None:
    right = table({"batch": "2024-06", "filed_on": "2024-05-31"}, {}).assign(own_note="x")
    pd.testing.assert_frame_equal(check(right, "t.csv"), right)


def test_confidences_become_numbers_and_gaps_empty_text() -> None:
    tagged = table({"sector_confidence": "0.75", "link_confidence": ""}, columns=TAGGED_COLUMNS)
    checked = check(tagged, "t.csv", TAGGED_COLUMNS)
    assert checked["sector_confidence"].tolist() == [0.75]
    assert checked["link_confidence"].isna().all()
    assert checked["sector"].tolist() == [""]


def test_numbers_are_taken_too() -> None:
    tagged = table({"sector_confidence": 0.75}, {"sector_confidence": None}, columns=TAGGED_COLUMNS)
    assert check(tagged, "t.csv", TAGGED_COLUMNS)["sector_confidence"].tolist()[0] == 0.75


def test_columns_missing_or_twice() -> None:
    wrong = table({}).drop(columns=["batch", "status"])
    assert faults_of(wrong) == ["t.csv: column 'batch' is missing", "t.csv: column 'status' is missing"]
    twice = pd.concat([table({}), table({})[["name"]]], axis=1)
    assert faults_of(twice) == ["t.csv: column 'name' stands twice"]


def test_every_fault_is_named_with_its_row_and_column() -> None:
    wrong = table(
        {"registry": "abc"},
        {"role": "developed"},
        {"registry": "aigc", "role": "deployed"},
        {"status": "Active"},
        {"filed_on": "2024/5/31", "batch": "Jun-24"},
    )
    assert faults_of(wrong) == [
        "t.csv: row 2, column 'registry': 'abc' is none of aigc, dsa, iisa",
        "t.csv: row 5, column 'status': 'Active' is none of active, cancelled",
        "t.csv: row 3, column 'role': 'developed' is none of provider, supporter",
        "t.csv: row 6, column 'filed_on': '2024/5/31' is not written as YYYY-MM-DD",
        "t.csv: row 6, column 'batch': 'Jun-24' is not written as YYYY-MM",
    ]


@pytest.mark.parametrize("written", ["0,9", "1.2", "-0.1", "high", "nan"])
def test_a_confidence_that_is_none(written: str) -> None:
    tagged = table({}, {"sector_confidence": written}, columns=TAGGED_COLUMNS)
    assert faults_of(tagged, TAGGED_COLUMNS) == [
        f"t.csv: row 3, column 'sector_confidence': '{written}' is no number from 0 to 1"
    ]


def test_the_same_fault_in_every_row_is_not_said_for_every_row() -> None:
    faults = faults_of(table(*[{"filed_on": "2024/5/31"}] * 100))
    assert len(faults) == 6
    assert faults[-1] == "t.csv: column 'filed_on': 95 rows more like these"


def test_which_header_rows_are_a_filing_table_s() -> None:
    assert is_filing_table(FILING_COLUMNS)
    assert is_filing_table([*reversed(TAGGED_COLUMNS), "note"])
    assert not is_filing_table(FILING_COLUMNS[1:])
    assert not is_filing_table([])


def test_faulty_rows_are_left_out_and_told_where_that_is_wanted() -> None:
    skipped: list[str] = []
    rows = [{"name": "甲"}, {"name": "乙", "status": "gone", "batch": "Jun-24"}, {"name": "丙"}]
    kept = check(table(*rows), "t.csv", skipped=skipped)
    assert kept["name"].to_dict() == {0: "甲", 2: "丙"}
    assert skipped == [
        "t.csv: row 3, column 'status': 'gone' is none of active, cancelled",
        "t.csv: row 3, column 'batch': 'Jun-24' is not written as YYYY-MM",
    ]


def test_a_long_cell_is_not_said_at_length() -> None:
    [fault] = faults_of(table({"status": "x" * 10_000}))
    assert len(fault) < 150


def test_digits_of_other_scripts_are_no_date() -> None:
    assert len(faults_of(table({"batch": "٢٠٢٤-٠٥", "filed_on": "２０２４-05-31"}))) == 2
