import pandas as pd
import pytest

from filings.frontier import read_frontier
from nlp.errors import InputError
from nlp.organisations import load_organisations


def _read(rows, tagged, column="name"):
    table = pd.DataFrame(rows, dtype=str) if isinstance(rows[0], dict) else pd.DataFrame({column: rows}, dtype=str)
    return read_frontier(table, "mine.csv", tagged, load_organisations()).to_dict()


def test_ids_and_names_in_either_language_lead_to_groups(tagged_table):
    tagged = tagged_table([{"organisation_id": "cn-1", "group_id": "cn-2"}])
    rows = ["zhipu", "", "百度", "Alibaba", "北京智谱华章科技有限公司", "cn-1"]
    assert _read(rows, tagged) == {
        "zhipu": "startup", "baidu": "big_tech", "alibaba": "big_tech", "cn-2": "frontier",
    }  # fmt: skip


def test_the_first_column_serves_and_tiers_may_be_given(tagged_table):
    assert _read([{"who": "baidu", "tier": "startup"}], tagged_table([])) == {"baidu": "startup"}


def test_a_list_of_names_alone(tagged_table):
    assert _read(["百度", "MiniMax"], tagged_table([])) == {"baidu": "big_tech", "minimax": "startup"}


def test_unknown_developers_are_named_together(tagged_table):
    with pytest.raises(InputError) as raised:
        _read(["zhipu", "完全不存在的公司甲", "Nobody At All"], tagged_table([{}]))
    places = [fault.split(":")[1].strip() for fault in raised.value.faults]
    assert places == ["row 3, column 'name'", "row 4, column 'name'"]
