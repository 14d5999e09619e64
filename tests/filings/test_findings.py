import pandas as pd
import pytest

from filings.findings import deck, findings
from filings.published import COMPARABLE, compare
from filings.statistics import aggregate, count, frontier_groups
from nlp.organisations import load_organisations

FRONTIER = pd.Series({"one": "big_tech", "two": "startup"})


@pytest.fixture(scope="module")
def tables(tagged_table):
    quarters = ["2024-05", "2024-08", "2025-02", "2025-05"]
    rows = [
        {
            "filed_on": f"{quarters[i % 4]}-01",
            "role": "deployed" if i % 3 == 0 else "developed",
            "ownership": ["private", "private", "soe", "media"][i % 4],
            "province": ["北京", "上海", "广东", "浙江", "江苏", "四川", "国资委"][i % 7],
            "sector": ["general", "finance"][i % 5 == 0],
            **[{}, {"group_id": "two", "group_zh": "贰", "group_en": "Two"}][i % 2],
        }
        for i in range(60)
    ]
    return aggregate(tagged_table(rows), frontier=FRONTIER)


def test_five_findings_say_what_the_tables_say(tables):
    found = findings(tables)
    assert [finding.figure for finding in found] == ["50%", "73%", "2024Q2", "50%", "80%"]
    said = [finding.sentence["en"] for finding in found]
    assert said[0] == (
        "of developed services were filed by private companies (95% interval 50%–50%); "
        "of deployed ones it is 50% (95% interval 50%–50%)."
    )
    assert said[1] == (
        "of generative AI filings come from 5 places: Shanghai, Beijing, Guangdong, Zhejiang and Sichuan. "
        "The first three hold 45%."
    )
    assert found[2].sentence["zh"] == "生成式人工智能项目最多：备案 10 项，登记 5 项。"
    assert said[3].endswith("Most: One (15) and Two (15).")
    assert said[4].startswith("of the frontier startups’ filings are in one field, General (95% interval")
    assert deck(tables)["en"].startswith("60 filings stand in the lists of the Cyberspace Administration")


def test_findings_that_the_tables_cannot_support_are_left_out(tagged_table):
    assert findings(aggregate(tagged_table([]), frontier=FRONTIER)) == []
    only_algorithms = aggregate(tagged_table([{"registry": "dsa", "role": "provider"}]), frontier=pd.Series(dtype=str))
    assert findings(only_algorithms) == []


def _service(number: int) -> dict[str, str]:
    """A filing of Inspur every hundredth time, of ICBC every fiftieth, else of nobody known."""
    owner = "inspur" if number % 100 == 0 else "icbc" if number % 50 == 0 else ""
    return {
        "filed_on": f"202{3 + number % 3}-{1 + number % 12:02d}-01",
        "role": "deployed" if owner == "icbc" else "developed",
        "ownership": "soe" if owner else "private",
        "organisation_id": owner,
        "group_id": owner or "nobody",
        "province": ["北京", "上海", "广东", "浙江"][number % 4],
    }


def test_published_findings_stand_beside_ours(tagged_table):
    organisations = load_organisations()
    tagged = tagged_table([_service(number) for number in range(600)])
    rows = compare(count(tagged, organisations=organisations), frontier_groups(organisations))
    told = {row.key: row for row in rows}
    assert told["models_inspur"].now["en"] == "6"
    assert told["models_inspur"].ours["en"] == "6"
    assert told["deployed_bank"].now["en"] == "6 (6–6)"
    assert told["three_provinces"].now["en"].startswith("75%:")
    assert told["tools_state"].now["zh"] == "2.0% (2.0%–2.0%)"
    assert told["tools_cities"].now["en"] == "50%"
    for row in rows:
        for text in (row.finding, row.published, row.ours, row.now, row.why):
            assert text["en"] and text["zh"], row.key


def test_a_small_table_is_not_compared(tagged_table):
    counted = count(tagged_table([{}] * (COMPARABLE - 1)))
    assert compare(counted, FRONTIER) == []
