import pandas as pd
import pytest

from filings import statistics
from filings.statistics import Choices, aggregate, frontier_groups
from filings.totals import group_totals, province_totals, state_totals, with_shares
from nlp.organisations import ORGANISATION_COLUMNS, Organisations

FRONTIER = pd.Series({"one": "big_tech", "two": "startup"})
COLUMNS = {
    "by_period": "quarter registry role filings",
    "by_ownership": "quarter role ownership filings low high",
    "ownership": "registry role ownership filings low high",
    "affiliation": "registry role affiliation filings low high",
    "by_province": "registry role province filings share cumulative_share",
    "by_group": "group_id group_zh group_en registry role filings",
    "frontier_sector": "tier group_id group_zh group_en sector filings low high",
    "frontier_modality": "tier group_id group_zh group_en modality filings low high",
    "frontier_audience": "tier group_id group_zh group_en audience filings low high",
    "frontier_tiers": "tier field code filings low high",
    "first_filings": "tier group_id group_zh group_en registry date dated_by filing_no name organisation filings",
    "state_actors": "registry role ownership kind level group_id group_zh group_en filings low high",
    "deployment": "sector ownership filings low high",
    "organisations": "organisation_id organisation_zh organisation_en group_id group_zh group_en ownership filings "
    "aigc dsa iisa first_date last_date",
}
TAGGED = ["by_ownership", "ownership", "affiliation", "state_actors", "deployment"]
TAGGED += [f"frontier_{field}" for field in ("sector", "modality", "audience", "tiers")]


def _rows(table: pd.DataFrame, columns: str) -> list[tuple]:
    return list(table[columns.split()].itertuples(index=False, name=None))


def _organisations(rows: list[tuple[str, str, str, str, str]]) -> Organisations:
    """Organisations of id, parent, kind, level and tier."""
    table = pd.DataFrame(rows, columns=["id", "parent", "kind", "level", "tier"])
    return Organisations(table.reindex(columns=ORGANISATION_COLUMNS, fill_value="").set_index("id"), pd.DataFrame())


@pytest.mark.parametrize("rows", [[], [{}], [{"batch": "", "filed_on": "", "province": "", "sector": ""}]])
def test_every_table_has_its_columns_however_little_there_is(tagged_table, rows):
    tables = aggregate(tagged_table(rows), frontier=FRONTIER)
    assert {stem: " ".join(table.columns) for stem, table in tables.items()} == COLUMNS


def test_statistics_are_a_part_of_the_package(tagged_table):
    assert statistics.aggregate(tagged_table([{}]))["by_period"]["filings"].tolist() == [1]


def test_a_filing_belongs_to_the_quarter_of_its_date_else_of_its_batch(tagged_table):
    rows = [
        {"filed_on": "2024-12-31", "batch": "2025-03"},
        {"filed_on": "", "batch": "2025-03", "registry": "dsa", "role": "provider"},
        {"filed_on": "", "batch": ""},
    ]
    tagged = tagged_table(rows)
    assert _rows(aggregate(tagged)["by_period"], "quarter registry role filings") == [
        ("", "aigc", "developed", 1),
        ("2024Q4", "aigc", "developed", 1),
        ("2025Q1", "dsa", "provider", 1),
    ]
    by_batch = aggregate(tagged, Choices(dated_by=("batch",)))["by_period"]
    assert _rows(by_batch, "quarter registry")[1:] == [("2025Q1", "aigc"), ("2025Q1", "dsa")]


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


def test_a_code_that_a_filing_may_have_is_not_missed(tagged_table):
    rows = [{"filed_on": "2024-05-01", "ownership_confidence": 0.5}, {"ownership": "soe", "filed_on": "2025-05-01"}]
    table = aggregate(tagged_table(rows), frontier=FRONTIER)["by_ownership"]
    assert _rows(table, "quarter ownership filings low high") == [
        ("2024Q2", "private", 1, 0, 1),
        ("2024Q2", "soe", 0, 0, 1),
        ("2025Q2", "soe", 1, 1, 1),
    ]


def test_frontier_tables_count_what_generates(tagged_table):
    rows = [
        {"sector": "finance"},
        {"sector": "finance", "registry": "dsa", "role": "provider"},
        {"sector": "commerce", "registry": "iisa", "role": "provider"},
        {"sector": "legal", "group_id": "other"},
    ]
    tables = aggregate(tagged_table(rows), frontier=FRONTIER)
    assert _rows(tables["frontier_sector"], "tier group_id sector filings low high") == [
        ("big_tech", "one", "finance", 2, 2, 2)
    ]
    assert _rows(tables["frontier_tiers"], "tier field code filings") == [
        ("big_tech", "sector", "finance", 2),
        ("big_tech", "modality", "text", 2),
        ("big_tech", "audience", "b2c", 2),
    ]


def test_first_filing_of_each_frontier_group_and_registry(tagged_table):
    late_list = {"filed_on": "", "batch": "2023-06", "registry": "dsa", "role": "provider"}
    rows = [
        {"filed_on": "2024-05-02", "name": "later"},
        {"filed_on": "2024-03-01", "name": "first"},
        {**late_list, "name": "listed"},
        {**late_list, "name": "numbered", "filing_no": "网信算备110108823483901220031号"},
        {"filed_on": "2022-01-01", "group_id": "other"},
    ]
    table = aggregate(tagged_table(rows), frontier=FRONTIER)["first_filings"]
    assert _rows(table, "registry date dated_by name filings") == [
        ("dsa", "2022", "number", "numbered", 2),
        ("aigc", "2024-03-01", "filed_on", "first", 2),
    ]


def test_state_actors_are_told_by_kind_level_and_group(tagged_table):
    organisations = _organisations([("bank", "one", "bank", "local", ""), ("one", "", "company", "central", "")])
    rows = [
        {"ownership": "soe", "organisation_id": "bank"},
        {"ownership": "soe", "organisation_id": "unknown"},
        {"ownership": "media", "group_id": "two", "filing_no": "国资委-MoXing-20250101"},
        {"ownership": "private"},
    ]
    tables = aggregate(tagged_table(rows), frontier=FRONTIER, organisations=organisations)
    assert _rows(tables["state_actors"], "ownership kind level group_id filings low high") == [
        ("soe", "bank", "local", "one", 1, 1, 1),
        ("soe", "company", "central", "one", 1, 1, 1),
        ("media", "", "central", "two", 1, 1, 1),
    ]
    assert _rows(tables["affiliation"], "affiliation filings") == [("private", 1), ("state", 3)]
    assert state_totals(tables["state_actors"]).groupby("group_id")["filings"].sum().to_dict() == {"one": 2, "two": 1}


def test_deployed_services_by_sector_and_owner(tagged_table):
    deployed = {"role": "deployed", "sector": "finance"}
    rows = [{**deployed, "ownership": "soe"}, {**deployed, "ownership": "soe"}, deployed, {"sector": "legal"}]
    table = aggregate(tagged_table(rows), frontier=FRONTIER)["deployment"]
    assert _rows(table, "sector ownership filings low high") == [
        ("finance", "private", 1, 1, 1),
        ("finance", "soe", 2, 2, 2),
    ]


def test_one_row_an_organisation(tagged_table):
    same = {"organisation_id": "a", "organisation_zh": "甲", "organisation_en": "A", "ownership": "soe"}
    rows = [
        {**same, "filed_on": "2025-01-02"},
        {**same, "filed_on": "", "batch": "2023-06", "registry": "dsa", "role": "provider"},
        {**same, "filed_on": "2024-01-02", "ownership": "private"},
        {"organisation_id": "b", "filed_on": "", "batch": ""},
    ]
    table = aggregate(tagged_table(rows), frontier=FRONTIER)["organisations"]
    assert _rows(table, "organisation_id organisation_en ownership filings aigc dsa iisa first_date last_date") == [
        ("a", "A", "soe", 3, 2, 1, 0, "2023-06", "2025-01-02"),
        ("b", "", "private", 1, 1, 0, 0, "", ""),
    ]


def test_frontier_is_told_by_the_tier_of_a_group():
    rows = [("one", "", "", "", "big_tech"), ("daughter", "one", "", "", "startup"), ("plain", "", "", "", "")]
    assert frontier_groups(_organisations(rows)).to_dict() == {"one": "big_tech"}


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
    for stem in ("by_period", "by_ownership", "ownership", "affiliation", "by_province", "by_group", "frontier_sector"):
        assert tables[stem]["filings"].sum() == 120, stem
    assert tables["by_province"].groupby("role")["share"].sum().tolist() == pytest.approx([1, 1])
    assert tables["by_province"].groupby("role")["cumulative_share"].last().tolist() == [1, 1]
    for stem in TAGGED:
        table = tables[stem]
        assert (table["low"].le(table["filings"]) & table["filings"].le(table["high"])).all(), stem
    shares = with_shares(tables["ownership"], ["role"])
    assert shares.groupby("role")["share"].sum().tolist() == pytest.approx([1, 1])
