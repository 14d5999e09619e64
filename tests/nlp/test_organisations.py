"""The organisation tables: sound, and every alias leads to its own organisation."""

from pathlib import Path

import pandas as pd
import pytest

from nlp.errors import InputError
from nlp.knowledge import SHIPPED
from nlp.organisations import (
    ALIAS_COLUMNS,
    ORGANISATION_COLUMNS,
    begins_with_alias,
    claiming_organisation,
    load_organisations,
)
from nlp.resolver import resolve_names
from nlp.text import compact

ORGANISATIONS = load_organisations(SHIPPED)


def write_tables(folder: Path, organisations: list[str], aliases: list[str]) -> Path:
    (folder / "organisations.csv").write_text("\n".join([",".join(ORGANISATION_COLUMNS), *organisations]) + "\n")
    (folder / "aliases.csv").write_text("\n".join([",".join(ALIAS_COLUMNS), *aliases]) + "\n")
    return folder


def test_size_of_the_tables() -> None:
    assert len(ORGANISATIONS.table) >= 3000
    assert len(ORGANISATIONS.aliases) >= 8000


def test_ids_are_readable_slugs() -> None:
    ids = ORGANISATIONS.table.index
    assert ids.is_unique
    assert ids.str.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*").all(), ids[~ids.str.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*")]


def test_ownership_and_sector_are_codes_of_the_taxonomy() -> None:
    taxonomy = pd.read_csv(SHIPPED / "taxonomy.csv", dtype=str)
    for field in ("ownership", "sector"):
        codes = set(taxonomy.loc[taxonomy["field"].eq(field), "code"])
        assert set(ORGANISATIONS.table[field]) <= codes


def test_no_alias_of_two_organisations_unless_marked() -> None:
    names = ORGANISATIONS.names
    plain = names[names["ambiguous"].ne("yes")].assign(key=lambda t: t["name"].map(compact))
    shared = plain.groupby("key")["organisation"].nunique()
    assert shared[shared.gt(1)].index.tolist() == []


def test_every_alias_resolves_to_its_own_organisation() -> None:
    aliases = ORGANISATIONS.aliases[ORGANISATIONS.aliases["ambiguous"].ne("yes")].reset_index(drop=True)
    found = resolve_names(aliases["alias"], ORGANISATIONS)["organisation_id"]
    astray = aliases[found.ne(aliases["organisation"])]
    assert astray[["alias", "organisation"]].to_numpy().tolist() == []


def test_rows_are_in_stable_order() -> None:
    """A group first, then its members by id; aliases in the order of their organisations."""
    table = ORGANISATIONS.table
    key = [(ORGANISATIONS.root[i], i != ORGANISATIONS.root[i], i) for i in table.index]
    assert key == sorted(key)
    place = {organisation: n for n, organisation in enumerate(table.index)}
    assert ORGANISATIONS.aliases["organisation"].map(place).is_monotonic_increasing


def test_columns_are_documented() -> None:
    text = (SHIPPED / "README.md").read_text(encoding="utf-8")
    for name in SHIPPED.glob("*.csv"):
        assert f"`{name.name}`" in text or f"### {name.name}" in text or f", {name.name}" in text, name.name
    for column in (*ORGANISATION_COLUMNS, *ALIAS_COLUMNS):
        assert f"`{column}`" in text, column


@pytest.mark.parametrize(
    ("organisation", "group"),
    [
        ("北京抖音信息服务有限公司", "bytedance"),
        ("浪潮云信息技术股份公司", "inspur"),
        ("北京智谱华章科技股份有限公司", "zhipu"),
        ("杭州海康威视数字技术股份有限公司", "cetc"),
        ("北京网易有道计算机系统有限公司", "netease"),
        ("小米科技有限责任公司", "xiaomi"),
        ("联想（北京）有限公司", "lenovo"),
    ],
)
def test_groups_of_well_known_companies(organisation: str, group: str) -> None:
    assert resolve_names(pd.Series([organisation]), ORGANISATIONS)["group_id"].item() == group


@pytest.mark.parametrize("spelling", ["Z.ai", "智谱", "Zhipu AI", "智谱AI", "ZHIPU"])
def test_one_organisation_under_many_names(spelling: str) -> None:
    assert resolve_names(pd.Series([spelling]), ORGANISATIONS)["group_id"].item() == "zhipu"


def test_a_distinctive_brand_claims_unknown_companies() -> None:
    assert claiming_organisation(ORGANISATIONS, "浪潮新算力科技（济南）有限公司") == ("浪潮", "inspur")


@pytest.mark.parametrize(
    "name",
    ["京东方后稷科技有限公司", "杭州某某移动通信有限公司", "深圳蚂蚁工坊科技有限公司", "上海字节零点科技有限公司"],
)
def test_common_words_claim_nothing(name: str) -> None:
    claimed = claiming_organisation(ORGANISATIONS, name)
    assert claimed is None or claimed[1] == "boe"


@pytest.mark.parametrize(
    ("name", "organisation"),
    [
        ("Tencent AI Lab", "tencent"),
        ("Beijing ByteDance Technology Co., Ltd.", "bytedance"),
        ("Baidu Research", "baidu"),
    ],
)
def test_alias_with_describing_words(name: str, organisation: str) -> None:
    found = resolve_names(pd.Series([name]), ORGANISATIONS)["group_id"].item()
    assert found == organisation


def test_alias_with_another_name_behind_it_is_not_taken() -> None:
    assert begins_with_alias(ORGANISATIONS, "Tencent Wolverhampton Brewery") is None


def test_all_faults_of_the_tables_are_reported_together(tmp_path: Path) -> None:
    write_tables(
        tmp_path,
        [
            "a,甲公司,,b,company,,private,general,,",
            "b,乙公司,,a,company,,private,general,,",
            "b,丙公司,,zz,firm,,private,general,,",
        ],
        ["甲,nobody,brand,,", "乙,b,nickname,,"],
    )
    with pytest.raises(InputError) as caught:
        load_organisations(tmp_path)
    text = "\n".join(caught.value.faults)
    assert "row 4, column 'id': 'b' stands twice" in text
    assert "row 4, column 'parent': there is no organisation 'zz'" in text
    assert "row 4, column 'kind': 'firm'" in text
    assert "row 2, column 'organisation': there is no 'nobody'" in text
    assert "row 3, column 'kind': 'nickname'" in text


def test_a_cycle_of_parents_is_reported(tmp_path: Path) -> None:
    write_tables(tmp_path, ["a,甲公司,,b,company,,private,general,,", "b,乙公司,,a,company,,private,general,,"], [])
    with pytest.raises(InputError, match="is its own ancestor"):
        load_organisations(tmp_path)
