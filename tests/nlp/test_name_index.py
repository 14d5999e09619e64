"""Lookups of organisations are kept beside the models, and passed over when they are of something else."""

import json
from pathlib import Path

import pytest

import nlp.name_index
from nlp.name_index import FILE, save_index, saved_index
from nlp.organisations import Organisations, load_organisations

TABLES = {
    "organisations.csv": "id,name_zh,name_en,parent,kind,level,ownership,sector,tier,note\n"
    "lingban,杭州灵伴科技有限公司,,,company,,private,general,,\n",
    "aliases.csv": "alias,organisation,kind,claims,ambiguous\nLingban Tech,lingban,english,,\n",
}


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    for name, text in TABLES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    save_index(load_organisations(tmp_path), tmp_path)
    return tmp_path


def lookups(organisations: Organisations) -> list[object]:
    return [organisations.by_key, organisations.by_stem, organisations.english_aliases]


def test_saved_lookups_are_those_that_would_be_made(labels: Path) -> None:
    saved = load_organisations(labels)
    assert lookups(saved) == lookups(Organisations(saved.table, saved.aliases))
    assert saved_index(labels)["by_stem"] == saved.by_stem
    assert saved.main_names["lingban"] == ("杭州灵伴科技有限公司", "Hangzhou Lingban Technology Co., Ltd.")


def test_a_changed_table_makes_them_anew(labels: Path) -> None:
    with (labels / "aliases.csv").open("a", encoding="utf-8") as file:
        file.write("灵伴,lingban,brand,,\n")
    assert saved_index(labels) == {}
    assert load_organisations(labels).by_key["灵伴"] == ("lingban", "brand")


def test_changed_code_makes_them_anew(labels: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nlp.name_index, "_code", lambda: "other")
    assert saved_index(labels) == {}


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"made_of": 1}'])
def test_a_damaged_file_is_passed_over(labels: Path, text: str) -> None:
    (labels / "trained" / FILE).write_text(text, encoding="utf-8")
    assert saved_index(labels) == {}


def test_a_file_without_one_of_them_is_passed_over(labels: Path) -> None:
    path = labels / "trained" / FILE
    content = json.loads(path.read_text(encoding="utf-8"))
    del content["by_stem"]
    path.write_text(json.dumps(content), encoding="utf-8")
    assert saved_index(labels) == {}
