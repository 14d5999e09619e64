"""`filings serve`: a real server over HTTP, its answers checked against the rules of the Reconciliation API 0.2."""

import json
import os
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import httpx
import pandas as pd
import pytest
from jsonschema import validate

import nlp
from filings.reconcile.matching import HINTS_MOST, MATCH_SCORE
from filings.reconcile.queries import BATCH, CANDIDATES_MOST, CANDIDATES_USUAL, HINT_VALUES, TEXT
from filings.reconcile.service import BODY, application, listen, server
from filings.reconcile.vocabulary import BROADER, EXTENDABLE, HINTS, TYPES
from nlp.knowledge import SHIPPED
from nlp.matching import ORGANISATION_ANSWER, load_scorer, score_pairs
from nlp.organisations import ALIAS_COLUMNS, KINDS, ORGANISATION_COLUMNS

# ---- what the specification asks for, as JSON schemas of our own

TEXT_FIELD = {"type": "string", "minLength": 1}
URL = {"type": "string", "pattern": "^https?://"}
URL_OF_ID = {"type": "string", "pattern": r"^https?://.*\{\{id\}\}"}


def record(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """An object with these fields and no others."""
    fields = required | (optional or {})
    return {"type": "object", "properties": fields, "required": list(required), "additionalProperties": False}


def many(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


NAMED = record({"id": TEXT_FIELD, "name": TEXT_FIELD})
TYPE = record({"id": TEXT_FIELD, "name": TEXT_FIELD}, {"broader": many({"type": "object", "required": ["id", "name"]})})
PLACE = record({"service_url": URL, "service_path": {"type": "string", "pattern": "^/"}})
SELECT = record(
    {
        "type": {"const": "select"}, "name": TEXT_FIELD, "label": TEXT_FIELD,
        "choices": many(record({"value": TEXT_FIELD, "name": TEXT_FIELD})),
    },
    {"default": TEXT_FIELD, "help_text": TEXT_FIELD},
)  # fmt: skip
MANIFEST = record(
    {
        "versions": {"type": "array", "items": TEXT_FIELD, "contains": {"const": "0.2"}},
        "name": TEXT_FIELD,
        "identifierSpace": {"type": "string", "format": "uri"},
        "schemaSpace": {"type": "string", "format": "uri"},
        "defaultTypes": many(TYPE) | {"uniqueItems": True},
        "view": record({"url": URL_OF_ID}),
        "preview": record({"url": URL_OF_ID, "width": {"type": "integer"}, "height": {"type": "integer"}}),
        "suggest": record({"entity": PLACE, "property": PLACE, "type": PLACE}),
        "extend": record({"propose_properties": PLACE, "property_settings": many(SELECT)}),
        "batchSize": {"type": "integer", "minimum": 1},
    }
)
CANDIDATE = record(
    {
        "id": TEXT_FIELD,
        "name": TEXT_FIELD,
        "score": {"type": "number", "minimum": 0, "maximum": 100},
        "type": many(NAMED),
        "match": {"type": "boolean"},
        "features": many(record({"id": TEXT_FIELD, "value": {"type": ["boolean", "number"]}})),
        "description": {"type": "string"},
    }
)
RESULTS = {"type": "object", "additionalProperties": record({"result": many(CANDIDATE)})}
SUGGESTED = record(
    {
        "result": many(
            record({"id": TEXT_FIELD, "name": TEXT_FIELD}, {"description": {"type": "string"}, "notable": many(NAMED)})
        )
    }
)
EXTENDED = record(
    {
        "meta": many(record({"id": TEXT_FIELD, "name": TEXT_FIELD}, {"type": NAMED})),
        "rows": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": many({"oneOf": [record({"str": TEXT_FIELD}), NAMED]}),
            },
        },
    }
)
PROPOSED = record({"type": {"type": "string"}, "properties": many(NAMED)}, {"limit": {"type": "integer"}})
ERROR = record({"error": TEXT_FIELD})

# ---- a small table of organisations, one of them hostile, and the server over it

ORGANISATION_ROWS = """
tencent;腾讯;Tencent;;company;;private;general;big_tech;
tencent-shenzhen;深圳市腾讯计算机系统有限公司;;tencent;company;;private;social;;
icbc;中国工商银行股份有限公司;Industrial and Commercial Bank of China Limited;;bank;central;soe;finance;;listed
doublestar;青岛双星股份有限公司;Qingdao Doublestar Co.,Ltd.;;company;local;soe;industry;;
doublestar-shoes;双星名人集团股份有限公司;;;company;;private;lifestyle;;
double-arrow;浙江双箭橡胶股份有限公司;;;company;;private;industry;;
sdu;山东大学;Shandong University;;university;central;research;education;;
qilu-hospital;山东大学齐鲁医院;Qilu Hospital of Shandong University;sdu;hospital;central;research;healthcare;;
evil;<script>alert(1)</script>恶意有限公司;Evil & "Sons" <b>Ltd</b>;;company;;private;;;<img src=x onerror=alert(2)>
"""
ORGANISATIONS = [tuple(line.split(";")) for line in ORGANISATION_ROWS.split("\n") if line]
BRANDS = [
    "".join(pair) for pair in product("鼎盛瑞禾晨曦云帆卓远博雅锦程恒丰瀚海", "启智明德佳创新源宏图立信永安天翼泰和")
]
ORGANISATIONS += [
    (f"firm-{n}", f"杭州{brand}网络技术有限公司", "", "", "company", "", "private", "enterprise", "", "")
    for n, brand in enumerate(dict.fromkeys(BRANDS))
]
ALIASES = [
    ("工商银行", "icbc", "short", "", ""),
    ("ICBC", "icbc", "abbreviation", "", ""),
    ("微信", "tencent", "product", "", ""),
    ("双星", "doublestar", "short", "", "yes"),
    ("双星", "doublestar-shoes", "short", "", "yes"),
]
#: What people answered in review files: names that share no letter, and one that looks the same.
JUDGED = [
    ("Goose Factory", "深圳市腾讯计算机系统有限公司", "yes"),
    ("山东大学齐鲁医院", "Lakeside Clinic", "yes"),
    ("Qingdao Doublestar Tire", "青岛双星股份有限公司", "no"),
    ("Doublestar Qingdao Works", "青岛双星股份有限公司", "unsure"),
]


@pytest.fixture(scope="module")
def labels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A labels folder with these organisations, and a scorer of its own."""
    folder = tmp_path_factory.mktemp("reconcile")
    pd.DataFrame(ORGANISATIONS, columns=ORGANISATION_COLUMNS).to_csv(folder / "organisations.csv", index=False)
    pd.DataFrame(ALIASES, columns=ALIAS_COLUMNS).to_csv(folder / "aliases.csv", index=False)
    pairs = pd.read_csv(SHIPPED / "name_pairs.csv", dtype=str, keep_default_na=False)
    judged = pd.DataFrame(
        [(left, right, same, ORGANISATION_ANSWER) for left, right, same in JUDGED],
        columns=["left", "right", "same", "category"],
    )
    table = pd.concat([pairs.iloc[::9], judged.assign(organisation=judged["left"])]).fillna("")
    table.to_csv(folder / "name_pairs.csv", index=False)
    return folder


@contextmanager
def serving(labels: Path) -> Iterator[str]:
    """The address of a server in a thread."""
    with listen("127.0.0.1", 0) as listener:
        running = server(application(labels))
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
        thread.start()
        while not running.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        running.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def address(labels: Path) -> Iterator[str]:
    with serving(labels) as address:
        yield address


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
        yield client


Ask = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def ask(client: httpx.Client) -> Ask:
    """The candidates of one name."""

    def ask(name: str, **more: Any) -> list[dict[str, Any]]:
        return batch(client, {"q": {"query": name, **more}})["q"]

    return ask


def batch(client: httpx.Client, queries: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    answer = client.post("/", data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    validate(answer.json(), RESULTS)
    return {key: found["result"] for key, found in answer.json().items()}


def suggested(client: httpx.Client, prefix: str, kind: str = "entity", **more: Any) -> list[str]:
    answer = client.get(f"/suggest/{kind}", params={"prefix": prefix, **more})
    validate(answer.json(), SUGGESTED)
    return [item["id"] for item in answer.json()["result"]]


# ---- manifest


def test_manifest(client: httpx.Client, address: str) -> None:
    manifest = client.get("/").json()
    validate(manifest, MANIFEST)
    assert manifest["batchSize"] == BATCH
    assert manifest["preview"]["url"].startswith(f"{address}/preview")
    assert manifest["suggest"]["entity"]["service_url"] == address


def test_every_kind_is_a_type_and_leads_to_organisation() -> None:
    assert TYPES.keys() == {*KINDS, "group", "organisation"}
    assert BROADER.keys() == TYPES.keys() - {"organisation"}


# ---- queries


def test_get_and_post_answer_the_same(client: httpx.Client) -> None:
    queries = json.dumps({"a": {"query": "工商银行"}, "b": {"query": "Shandong University", "limit": 1}})
    posted, got = client.post("/", data={"queries": queries}), client.get("/", params={"queries": queries})
    assert posted.json() == got.json()
    assert list(got.json()) == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("工商银行", "icbc"),
        ("ICBC", "icbc"),
        ("Tencent", "tencent"),
        ("騰訊", "tencent"),
        ("微信", "tencent"),
        ("sdu", "sdu"),
    ],
)
def test_a_known_name_or_id_is_a_match(ask: Ask, name: str, id_: str) -> None:
    (only,) = ask(name)
    assert (only["id"], only["score"], only["match"]) == (id_, 100, True)
    assert {"id": "known_name", "value": True} in only["features"]


def test_candidates_are_named_in_both_languages_and_described(ask: Ask) -> None:
    (hospital,) = ask("山东大学齐鲁医院")
    assert hospital["name"] == "山东大学齐鲁医院 · Qilu Hospital of Shandong University"
    assert hospital["description"] == "Hospital 医院 · 山东大学 · Shandong University"
    assert [type_["id"] for type_ in hospital["type"]] == ["hospital", "organisation"]
    (romanised,) = ask("浙江双箭橡胶股份有限公司")
    assert "Zhejiang Shuangjian" in romanised["name"]


def test_known_names_score_what_resolve_says(client: httpx.Client, labels: Path) -> None:
    names = [zh for _, zh, *_ in ORGANISATIONS[:8]] + ["青岛双星有限公司", "Tencent AI Lab", "ICBC Beijing", "微信"]
    resolved = nlp.resolve(pd.DataFrame({"name": names}), "name", labels).set_index("name")
    for name, found in batch(client, {name: {"query": name} for name in names}).items():
        assert found[0]["id"] == resolved.loc[name, "organisation_id"]
        assert found[0]["score"] == pytest.approx(100 * resolved.loc[name, "link_confidence"])


def test_other_names_score_what_the_scorer_says(ask: Ask, labels: Path) -> None:
    name = "Qingdao Double Star Tire"
    first, *rest = ask(name, limit=CANDIDATES_MOST)
    assert first["id"] == "doublestar"
    chances = score_pairs(load_scorer(labels), [name] * 2, ["青岛双星股份有限公司", "Qingdao Doublestar Co.,Ltd."])
    assert first["score"] == pytest.approx(100 * chances.max(), abs=0.01)
    features = {feature["id"]: feature["value"] for feature in first["features"]}
    assert features["known_name"] is False
    assert features["probability"] == pytest.approx(chances.max(), abs=1e-4)
    assert len(features) > 5
    scores = [first["score"], *(each["score"] for each in rest)]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(("name", "id_"), [("Goose Factory", "tencent-shenzhen"), ("Lakeside Clinic", "qilu-hospital")])
def test_a_pair_that_people_called_the_same_is_a_match(ask: Ask, name: str, id_: str) -> None:
    best = ask(name)[0]
    assert (best["id"], best["match"], best["score"] >= 99) == (id_, True, True)
    assert {"id": "judged_same", "value": True} in best["features"]


def test_a_pair_that_people_called_different_is_none(ask: Ask) -> None:
    assert ask("Qingdao Doublestar Tyre")[0]["id"] == "doublestar"
    assert "doublestar" not in [each["id"] for each in ask("Qingdao Doublestar Tire", limit=CANDIDATES_MOST)]
    assert ask("Doublestar Qingdao Works")[0]["id"] == "doublestar"


def test_a_name_of_two_organisations_matches_neither(ask: Ask) -> None:
    found = ask("双星")
    assert {each["id"] for each in found[:2]} == {"doublestar", "doublestar-shoes"}
    assert not any(each["match"] for each in found)


def test_at_most_one_match(client: httpx.Client) -> None:
    names = [zh for _, zh, *_ in ORGANISATIONS] + ["双星", "山大", "杭州鼎启网络有限公司", "Tencent Shenzhen"]
    for found in batch(client, {str(n): {"query": name} for n, name in enumerate(names)}).values():
        matches = [each for each in found if each["match"]]
        assert len(matches) <= 1
        assert all(each["score"] >= MATCH_SCORE and each is found[0] for each in matches)


def test_a_query_is_answered_alike_alone_and_among_others(client: httpx.Client, ask: Ask) -> None:
    names = ["青岛双星轮胎", "杭州鼎启科技", "Double Arrow", "山东大学医院"]
    together = batch(client, {name: {"query": name} for name in names})
    assert together == {name: ask(name) for name in names}


@pytest.mark.parametrize(
    ("type_", "ids"),
    [
        ("bank", ["icbc"]),
        ("company", ["icbc"]),
        ("hospital", []),
        (["university", "bank"], ["icbc"]),
        ("Q43229", ["icbc"]),
        ([], ["icbc"]),
    ],
)
def test_types_narrow_the_candidates(ask: Ask, type_: object, ids: list[str]) -> None:
    assert [each["id"] for each in ask("工商银行", type=type_, type_strict="any")] == ids


def test_a_group_has_members(ask: Ask) -> None:
    assert "group" in [type_["id"] for type_ in ask("腾讯")[0]["type"]]
    assert "group" not in [type_["id"] for type_ in ask("工商银行")[0]["type"]]
    assert all(each["id"] == "sdu" for each in ask("山东大学", type="group"))


def test_a_known_name_of_another_type_gives_way_to_likely_ones(ask: Ask) -> None:
    assert "qilu-hospital" in [each["id"] for each in ask("山东大学", type="hospital")]


@pytest.mark.parametrize("province", ["浙江", "浙江省", "Zhejiang", ["北京", "浙江"], {"id": "x", "name": "浙江"}])
def test_a_hint_moves_the_score_a_little(ask: Ask, province: object) -> None:
    name = "双箭橡胶制品"
    plain = ask(name)[0]
    (hinted,) = [
        each for each in ask(name, properties=[{"pid": "province", "v": province}]) if each["id"] == plain["id"]
    ]
    assert 0 < hinted["score"] - plain["score"] <= HINTS_MOST
    assert {"id": "province_agrees", "value": True} in hinted["features"]


def test_hints_are_bounded_and_may_disagree(ask: Ask) -> None:
    wrong = {
        "province": "西藏",
        "ownership": "民营",
        "kind": "Hospital",
        "group": "腾讯",
        "sector": "agriculture",
        "level": "中央",
    }
    hints = [{"pid": pid, "v": value} for pid, value in wrong.items()]
    assert ask("青岛双星股份有限公司", properties=hints)[0]["score"] == 100 - HINTS_MOST
    right = [{"pid": "ownership", "v": "soe"}, {"pid": "group", "v": "ICBC"}, {"pid": "tier", "v": "startup"}]
    best = ask("工商银行", properties=right)[0]
    assert best["score"] == 100
    assert {"id": "group_agrees", "value": True} in best["features"]


@pytest.mark.parametrize(
    "hint", [{"pid": "colour", "v": "red"}, {"pid": "province", "v": "Atlantis"}, {"pid": "ownership", "v": 3}]
)
def test_a_hint_that_says_nothing_moves_nothing(ask: Ask, hint: dict[str, object]) -> None:
    assert ask("双箭橡胶制品", properties=[hint]) == ask("双箭橡胶制品")


def test_limit(ask: Ask) -> None:
    name = "杭州网络技术"
    assert len(ask(name)) == CANDIDATES_USUAL
    assert len(ask(name, limit=2)) == 2
    assert len(ask(name, limit=10**6)) <= CANDIDATES_MOST


@pytest.mark.parametrize(
    "name", ["", "   ", "!!!", "\x00", "\ud83d", "жж", "<script>", "'; --", "a" * TEXT, "公" * TEXT]
)
def test_odd_names_are_answered(ask: Ask, name: str) -> None:
    assert not any(each["match"] for each in ask(name))


def test_odd_keys_come_back(client: httpx.Client) -> None:
    keys = ["", "\ud800", "<b>", "q\n", "键"]
    assert list(batch(client, {key: {"query": "腾讯"} for key in keys})) == keys


def test_properties_without_a_name_find_nothing(client: httpx.Client) -> None:
    assert batch(client, {"q": {"properties": [{"pid": "province", "v": "北京"}]}}) == {"q": []}


# ---- suggest


@pytest.mark.parametrize(
    ("prefix", "id_"),
    [
        ("工商", "icbc"),
        ("gongshang", "icbc"),
        ("gsyh", "icbc"),
        ("Industrial and", "icbc"),
        ("ICB", "icbc"),
        ("齐鲁", "qilu-hospital"),
        ("Hospital", "qilu-hospital"),
        ("腾", "tencent"),
        ("double-arrow", "double-arrow"),
        ("shuangjian", "double-arrow"),
        ("<script>", "evil"),
    ],
)
def test_suggest_by_beginning_middle_pinyin_initials_and_id(client: httpx.Client, prefix: str, id_: str) -> None:
    assert id_ in suggested(client, prefix)


def test_suggestions_are_ranked_and_paged(client: httpx.Client) -> None:
    assert suggested(client, "山东大学")[:2] == ["sdu", "qilu-hospital"]
    first, second = suggested(client, "杭州"), suggested(client, "杭州", cursor=20)
    assert len(first) == 20 and not set(first) & set(second)
    assert suggested(client, "") == []


def test_suggest_properties_and_types(client: httpx.Client) -> None:
    assert suggested(client, "", "property") == list(HINTS)
    assert suggested(client, "省", "property") == ["province"]
    assert suggested(client, "hosp", "type") == ["hospital"]


# ---- preview


def test_preview_shows_both_languages(client: httpx.Client) -> None:
    answer = client.get("/preview", params={"id": "qilu-hospital"})
    assert answer.headers["content-type"].startswith("text/html")
    for text in (
        "山东大学齐鲁医院",
        "Qilu Hospital",
        "Shandong University",
        "高校与科研机构",
        "Healthcare",
        "Hospital 医院",
    ):
        assert text in answer.text


def test_preview_escapes_every_value(client: httpx.Client) -> None:
    answer = client.get("/preview", params={"id": "evil"})
    assert "&lt;script&gt;" in answer.text and "&lt;img" in answer.text
    tags = set(re.findall(r"<\s*/?\s*(\w+)", answer.text))
    assert tags <= {"html", "head", "meta", "title", "style", "body", "h1", "h2", "dl", "dt", "dd"}
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "id_", ["nobody", "", "../../etc/passwd", "<script>alert(3)</script>", "tencent\x00", "TENCENT"]
)
def test_an_unknown_id_is_404_and_not_repeated(client: httpx.Client, id_: str) -> None:
    answer = client.get("/preview", params={"id": id_})
    assert answer.status_code == 404
    validate(answer.json(), ERROR)
    assert not id_ or id_ not in answer.text


# ---- data extension


def extended(client: httpx.Client, ids: list[str], properties: list[dict[str, Any]]) -> dict[str, Any]:
    answer = client.post("/", data={"extend": json.dumps({"ids": ids, "properties": properties})})
    assert answer.status_code == 200, answer.text
    validate(answer.json(), EXTENDED)
    return dict(answer.json())


def test_extend_gives_every_property(client: httpx.Client) -> None:
    asked = [{"id": pid} for pid in EXTENDABLE]
    answer = extended(client, ["tencent-shenzhen", "icbc"], asked)
    assert [meta["id"] for meta in answer["meta"]] == list(EXTENDABLE)
    assert answer["rows"]["tencent-shenzhen"] == {
        "group": [{"id": "tencent", "name": "腾讯 · Tencent"}],
        "ownership": [{"str": "private"}],
        "sector": [{"str": "social"}],
        "kind": [{"str": "company"}],
        "level": [],
        "tier": [],
        "name_en": [{"str": "Shenzhen Tengxun Computer Systems Co., Ltd."}],
        "name_zh": [{"str": "深圳市腾讯计算机系统有限公司"}],
    }
    assert answer["rows"]["icbc"]["level"] == [{"str": "central"}]
    by_get = client.get("/", params={"extend": json.dumps({"ids": ["tencent-shenzhen", "icbc"], "properties": asked})})
    assert by_get.json() == answer


@pytest.mark.parametrize(("form", "ownership"), [("code", "soe"), ("zh", "国有企业"), ("en", "State-owned enterprise")])
def test_extend_gives_codes_in_the_form_asked_for(client: httpx.Client, form: str, ownership: str) -> None:
    rows = extended(client, ["icbc"], [{"id": "ownership", "settings": {"form": form}}])["rows"]
    assert rows == {"icbc": {"ownership": [{"str": ownership}]}}


def test_extend_leaves_unknown_ids_empty(client: httpx.Client) -> None:
    assert extended(client, ["nobody"], [{"id": "sector"}])["rows"] == {"nobody": {"sector": []}}


def test_proposed_properties_can_be_fetched(client: httpx.Client) -> None:
    answer = client.get("/properties", params={"type": "company", "limit": 3}).json()
    validate(answer, PROPOSED)
    assert [each["id"] for each in answer["properties"]] == list(EXTENDABLE)[:3]
    assert len(client.get("/properties").json()["properties"]) == len(EXTENDABLE)


# ---- what is refused

ONE = {"query": "腾讯"}
BAD_QUERIES: list[object] = [
    7, {}, {"query": 7}, {"properties": []}, {"query": "公" * (TEXT + 1)},
    ONE | {"limit": 0}, ONE | {"limit": 1.5}, ONE | {"limit": "5"}, ONE | {"limit": True},
    ONE | {"type": 5}, ONE | {"type": [5]}, ONE | {"type": "x" * (TEXT + 1)},
    ONE | {"properties": {}}, ONE | {"properties": [5]}, ONE | {"properties": [{"pid": "group"}]},
]  # fmt: skip
BAD_VALUES: list[object] = [[["x"]], {"id": 5}, "公" * (TEXT + 1), ["x"] * (HINT_VALUES + 1)]
BAD_QUERIES += [ONE | {"properties": [{"pid": "group", "v": value}]} for value in BAD_VALUES]
BAD_EXTENSIONS: list[object] = [
    [], {"ids": []}, {"properties": []}, {"ids": [5], "properties": []},
    *({"ids": [], "properties": [wanted]} for wanted in (
        5, {}, {"id": "<b>"}, {"id": "group", "settings": 5}, {"id": "group", "settings": {"form": "<b>"}},
    )),
]  # fmt: skip
BAD_JSON = [
    "", "{", "<script>alert(1)</script>", "[" * 100_000, '{"a": ' * 20_000,
    *(f'{{"q": {{"query": "x", "limit": {number}}}}}' for number in ("NaN", "1e999", "9" * 5000)),
]  # fmt: skip
TOO_MANY = BATCH + 1


def refused(answer: httpx.Response, status: int) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    validate(answer.json(), ERROR)
    assert (
        "Traceback" not in answer.text
        and "<" not in answer.text
        and "/" not in answer.json()["error"].replace(FORM, "")
    )


FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("query", BAD_QUERIES)
def test_bad_queries_are_refused(client: httpx.Client, query: object) -> None:
    refused(client.post("/", data={"queries": json.dumps({"q": query})}), 400)


@pytest.mark.parametrize("queries", [[], "x", 7, None])
def test_batches_that_are_none_are_refused(client: httpx.Client, queries: object) -> None:
    refused(client.post("/", data={"queries": json.dumps(queries)}), 400)


def test_oversized_batches_are_refused(client: httpx.Client) -> None:
    refused(client.post("/", data={"queries": json.dumps({str(n): ONE for n in range(TOO_MANY)})}), 413)
    refused(client.post("/", data={"extend": json.dumps({"ids": ["x"] * TOO_MANY, "properties": []})}), 413)


@pytest.mark.parametrize("text", BAD_JSON)
def test_bad_json_is_refused(client: httpx.Client, text: str) -> None:
    refused(client.post("/", data={"queries": text}), 400)
    refused(client.post("/", data={"extend": text}), 400)


@pytest.mark.parametrize("asked", BAD_EXTENSIONS)
def test_bad_extensions_are_refused(client: httpx.Client, asked: object) -> None:
    refused(client.post("/", data={"extend": json.dumps(asked)}), 400)


def test_bad_bodies_are_refused(client: httpx.Client) -> None:
    form = {"content-type": FORM}
    refused(client.post("/", data={"other": "x"}), 400)
    refused(client.post("/", content=b"\xff\xfe", headers=form), 400)
    refused(client.post("/", content=b"&".join([b"a=b"] * 30), headers=form), 400)
    refused(client.post("/", json={"queries": {}}), 415)
    refused(client.post("/", files={"queries": b"{}"}), 415)
    refused(client.put("/"), 405)


def test_oversized_bodies_are_refused(client: httpx.Client) -> None:
    refused(client.post("/", data={"queries": "x" * BODY}), 413)
    parts = iter([b"queries="] + [b"x" * 100_000] * 30)  # sent in chunks, without a length
    refused(client.post("/", content=parts, headers={"content-type": FORM}), 413)


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/preview/", "/suggest/<b>", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/preview/tencent"],
)
def test_unknown_paths_are_404(client: httpx.Client, path: str) -> None:
    refused(client.get(path), 404)


@pytest.mark.parametrize(
    "path",
    [
        "/suggest/entity?prefix=x&cursor=-1",
        "/suggest/entity?prefix=x&cursor=²",
        f"/suggest/entity?prefix={'x' * (TEXT + 1)}",
        "/properties?limit=many",
    ],
)
def test_bad_parameters_are_refused(client: httpx.Client, path: str) -> None:
    refused(client.get(path), 400)


@pytest.mark.parametrize("host", ['"><script>', "a b", "x/y", "", "h:port"])
def test_a_host_that_is_none_is_refused(client: httpx.Client, host: str) -> None:
    refused(client.get("/", headers={"host": host}), 400)


# ---- other origins, many clients


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/suggest/entity?prefix=a",
        "/suggest/type?prefix=",
        "/preview?id=icbc",
        "/preview?id=x",
        "/properties",
        "/nothing",
    ],
)
def test_every_answer_may_be_read_from_any_origin(client: httpx.Client, path: str) -> None:
    assert client.get(path, headers={"origin": "https://example.org"}).headers["access-control-allow-origin"] == "*"


def test_preflight(client: httpx.Client) -> None:
    headers = {
        "origin": "https://example.org",
        "access-control-request-method": "POST",
        "access-control-request-headers": "x-requested-with",
    }
    answer = client.options("/", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "POST" in answer.headers["access-control-allow-methods"]


def test_two_hundred_requests_at_once_lose_nothing(client: httpx.Client) -> None:
    names = [[ORGANISATIONS[n % len(ORGANISATIONS)][1], f"杭州{n % 50}号科技", "Double Arrow"] for n in range(200)]
    asked = [{f"{n}-{m}": {"query": name} for m, name in enumerate(each)} for n, each in enumerate(names)]
    alone = [batch(client, queries) for queries in asked[:50]]
    with ThreadPoolExecutor(200) as threads:
        together = list(threads.map(lambda queries: batch(client, queries), asked))
    assert together[:50] == alone
    assert [list(found) for found in together] == [list(queries) for queries in asked]


def test_more_names_than_may_wait_are_refused(labels: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("filings.reconcile.workers.WAITING", 2)
    with serving(labels) as address:
        names = {"queries": json.dumps({str(n): ONE for n in range(3)})}
        refused(httpx.post(address, data=names, trust_env=False), 503)
        one = {"queries": json.dumps({"q": ONE})}
        assert httpx.post(address, data=one, trust_env=False).status_code == 200


def test_a_batch_of_known_names_takes_no_longer_than_resolve(client: httpx.Client, labels: Path) -> None:
    names = [ORGANISATIONS[n % len(ORGANISATIONS)][1] for n in range(BATCH)]
    form = {"queries": json.dumps({str(n): {"query": name} for n, name in enumerate(names)})}
    table = pd.DataFrame({"name": names})

    def seconds(task: Callable[[], object]) -> float:
        start = time.perf_counter()
        task()
        return time.perf_counter() - start

    served = statistics.median(seconds(lambda: client.post("/", data=form)) for _ in range(5))
    resolved = statistics.median(seconds(lambda: nlp.resolve(table, "name", labels)) for _ in range(5))
    assert served <= 1.5 * resolved


# ---- the command


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "filings", "serve", *arguments]


def test_the_command_serves_until_interrupted(labels: Path) -> None:
    with subprocess.Popen(
        command("--port", "0", "--labels", str(labels)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        address = process.stdout.readline().split()[0]
        assert address.startswith("http://127.0.0.1:")
        validate(httpx.get(address, trust_env=False).json(), MANIFEST)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        assert process.stderr.read() == ""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="finds the worker processes as Linux lists them")
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_a_killed_worker_costs_no_answer_and_none_outlives_the_server(labels: Path, end: signal.Signals) -> None:
    program = (
        "import sys; from pathlib import Path; from filings.reconcile.service import *; "
        "listener = listen('127.0.0.1', 0); app = application(Path(sys.argv[1]), 2); "
        "print(listener.getsockname()[1], flush=True); run(app, listener)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(labels)], stdout=subprocess.PIPE, text=True, cwd=SHIPPED.parent
    ) as process:
        assert process.stdout is not None
        address = f"http://127.0.0.1:{process.stdout.readline().strip()}"
        asked = {"queries": json.dumps({str(n): {"query": f"杭州鼎启{n}科技"} for n in range(BATCH)})}
        whole = httpx.post(address, data=asked, trust_env=False, timeout=60).json()
        workers = list(map(int, Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()))
        assert len(workers) == 2
        os.kill(workers[0], signal.SIGKILL)
        assert httpx.post(address, data=asked, trust_env=False, timeout=60).json() == whole
        process.send_signal(end)
        process.wait(30)
    until = time.monotonic() + 10
    while any(Path(f"/proc/{worker}").exists() for worker in workers) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)


def test_a_taken_port_is_named(address: str, labels: Path) -> None:
    port = address.rpartition(":")[2]
    done = subprocess.run(command("--port", port, "--labels", str(labels)), capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f"127.0.0.1:{port}: Address already in use" in done.stderr
    assert "choose another with --host and --port" in done.stderr


@pytest.mark.parametrize("library", ["uvicorn", "starlette"])
def test_a_missing_extra_is_named(library: str) -> None:
    without = f"import sys; sys.modules['{library}'] = None; sys.argv = ['filings', 'serve']"
    program = f"{without}; from filings.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "filings: filings serve needs the extra 'serve': pip install 'filings[serve]'\n"
