import pandas as pd
import pytest

from filings.statistics import Choices, aggregate, frontier_groups, group_totals, province_totals, with_shares
from nlp.organisations import ORGANISATION_COLUMNS, Organisations

FRONTIER = pd.Series({"one": "big_tech", "two": "startup"})
COLUMNS = {
    "by_period": "quarter registry role filings",
    "by_ownership": "quarter role ownership filings low high",
    "ownership": "registry role ownership filings low high",
    "by_province": "registry role province filings share cumulative_share",
    "by_group": "group_id group_zh group_en registry role filings",
    "frontier_sector": "tier group_id group_zh group_en sector filings low high",
    "frontier_modality": "tier group_id group_zh group_en modality filings low high",
    "frontier_audience": "tier group_id group_zh group_en audience filings low high",
    "first_filings": "tier group_id group_zh group_en registry date filing_no name organisation filings",
}


def _rows(table: pd.DataFrame, columns: str) -> list[tuple]:
    return list(table[columns.split()].itertuples(index=False, name=None))


@pytest.mark.parametrize("rows", [[], [{}], [{"batch": "", "filed_on": "", "province": "", "sector": ""}]])
def test_every_table_has_its_columns_however_little_there_is(tagged_table, rows):
    tables = aggregate(tagged_table(rows), frontier=FRONTIER)
    assert {stem: " ".join(table.columns) for stem, table in tables.items()} == COLUMNS


def test_a_filing_belongs_to_the_quarter_of_its_date_else_of_its_batch(tagged_table):
    rows = [
        {"filed_on": "2024-12-31", "batch": "2025-03"},
        {"filed_on": "", "batch": "2025-03", "registry": "dsa", "role": "provider"},
        {"filed_on": "", "batch": ""},
    ]
    table = aggregate(tagged_table(rows), frontier=FRONTIER)["by_period"]
    assert _rows(table, "quarter registry role filings") == [
        ("", "aigc", "developed", 1),
        ("2024Q4", "aigc", "developed", 1),
        ("2025Q1", "dsa", "provider", 1),
    ]


def test_cancelled_filings_and_registries_are_a_choice(tagged_table):
    tagged = tagged_table([{}, {"status": "cancelled"}, {"registry": "iisa", "role": "provider"}])
    for choices, filings in ((Choices(), 2), (Choices(with_cancelled=True), 3), (Choices(registries=("aigc",)), 1)):
        assert aggregate(tagged, choices, FRONTIER)["by_period"]["filings"].sum() == filings


def test_province_shares_are_of_registry_and_role(tagged_table):
    places = ["北京"] * 5 + ["上海"] * 3 + ["浙江"] * 2
    rows = [{"province": place} for place in places] + [{"role": "deployed", "province": "上海"}]
    table = aggregate(tagged_table(rows), frontier=FRONTIER)["by_province"]
    assert _rows(table, "role province filings share cumulative_share") == [
        ("deployed", "上海", 1, 1.0, 1.0),
        ("developed", "北京", 5, 0.5, 0.5),
        ("developed", "上海", 3, 0.3, 0.8),
        ("developed", "浙江", 2, 0.2, 1.0),
    ]
    assert _rows(province_totals(table), "province filings")[0] == ("北京", 5)


def test_groups_with_most_filings_come_first(tagged_table):
    two = {"group_id": "two", "group_zh": "贰", "group_en": "Two"}
    table = aggregate(tagged_table([{}, two, {**two, "role": "deployed"}]), frontier=FRONTIER)["by_group"]
    assert _rows(table, "group_id role filings") == [
        ("two", "deployed", 1),
        ("two", "developed", 1),
        ("one", "developed", 1),
    ]
    assert _rows(group_totals(table), "group_en developed deployed filings") == [("Two", 1, 1, 2), ("One", 1, 0, 1)]


def test_a_doubtful_tag_widens_both_counts(tagged_table):
    rows = [{"ownership": code, "ownership_confidence": 0.6} for code in ["private", "private", "soe"]]
    table = aggregate(tagged_table(rows), frontier=FRONTIER)["by_ownership"]
    assert _rows(table, "ownership filings low high") == [("private", 2, 0, 3), ("soe", 1, 0, 3)]


def test_frontier_tables_count_what_generates(tagged_table):
    rows = [
        {"sector": "finance"},
        {"sector": "finance", "registry": "dsa", "role": "provider"},
        {"sector": "commerce", "registry": "iisa", "role": "provider"},
        {"sector": "legal", "group_id": "other"},
    ]
    table = aggregate(tagged_table(rows), frontier=FRONTIER)["frontier_sector"]
    assert _rows(table, "tier group_id sector filings low high") == [("big_tech", "one", "finance", 2, 2, 2)]


def test_first_filing_of_each_frontier_group_and_registry(tagged_table):
    rows = [
        {"filed_on": "2024-05-02", "name": "later"},
        {"filed_on": "2024-03-01", "name": "first"},
        {"filed_on": "", "batch": "2023-06", "registry": "dsa", "role": "provider", "name": "oldest"},
        {"filed_on": "2022-01-01", "group_id": "other"},
    ]
    table = aggregate(tagged_table(rows), frontier=FRONTIER)["first_filings"]
    assert _rows(table, "registry date name filings") == [
        ("dsa", "2023-06", "oldest", 1),
        ("aigc", "2024-03-01", "first", 2),
    ]


def test_frontier_is_told_by_the_tier_of_a_group():
    rows = [("one", "", "big_tech"), ("daughter", "one", "startup"), ("plain", "", "")]
    table = pd.DataFrame(rows, columns=["id", "parent", "tier"]).reindex(columns=ORGANISATION_COLUMNS, fill_value="")
    organisations = Organisations(table.set_index("id"), pd.DataFrame())
    assert frontier_groups(organisations).to_dict() == {"one": "big_tech"}


def test_sums_shares_and_intervals_agree(tagged_table):
    codes = ["private", "soe", "media", "private", "foreign"]
    rows = [
        {
            "ownership": codes[i % 5],
            "ownership_confidence": 0.5 + i % 7 / 14,
            "ownership_source": "label" if i % 3 else "model",
            "role": ["developed", "deployed"][i % 2],
            "filed_on": f"2025-{i % 12 + 1:02d}-01",
            "province": ["北京", "上海", ""][i % 3],
        }
        for i in range(120)
    ]
    tables = aggregate(tagged_table(rows), frontier=FRONTIER)
    for stem in ("by_period", "by_ownership", "ownership", "by_province", "by_group", "frontier_sector"):
        assert tables[stem]["filings"].sum() == 120, stem
    assert tables["by_province"].groupby("role")["share"].sum().tolist() == pytest.approx([1, 1])
    assert tables["by_province"].groupby("role")["cumulative_share"].last().tolist() == [1, 1]
    for stem in ("by_ownership", "ownership", "frontier_sector", "frontier_modality", "frontier_audience"):
        table = tables[stem]
        assert (table["low"].le(table["filings"]) & table["filings"].le(table["high"])).all(), stem
    shares = with_shares(tables["ownership"], ["role"])
    assert shares.groupby("role")["share"].sum().tolist() == pytest.approx([1, 1])
