"""Doubtful links to a person and back: aliases and pairs follow the answers, and no pair is asked twice."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from filings.absorbing import absorb
from filings.files import write_table
from filings.link_review import doubtful_links, doubtful_organisations
from filings.table import LINK_REVIEW_COLUMNS
from nlp import link
from nlp.errors import InputError
from nlp.knowledge import SHIPPED
from nlp.matching import load_scorer, read_pairs
from nlp.organisations import load_organisations
from nlp.resolver import resolve_names

CLAIMED = "浪潮小筑之星科技有限公司"  # begins with a brand that claims
LIKE = "小筑星河数据科技有限公司"  # like the legal name of an organisation that the test puts into the table
KNOWN = "小筑星河科技有限公司"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Labels with a few organisations; pairs enough to train the scorer."""
    labels = tmp_path_factory.mktemp("links")
    pairs = pd.read_csv(SHIPPED / "name_pairs.csv", dtype=str, keep_default_na=False)
    pairs.iloc[::40].to_csv(labels / "name_pairs.csv", index=False)
    table = pd.read_csv(SHIPPED / "organisations.csv", dtype=str, keep_default_na=False)
    table = table[table["id"].str.startswith("inspur")]
    aliases = pd.read_csv(SHIPPED / "aliases.csv", dtype=str, keep_default_na=False)
    aliases[aliases["organisation"].isin(table["id"])].to_csv(labels / "aliases.csv", index=False)
    row = dict.fromkeys(table.columns, "") | {
        "id": "xiaozhu",
        "name_zh": KNOWN,
        "kind": "company",
        "ownership": "private",
    }
    pd.concat([table, pd.DataFrame([row])]).to_csv(labels / "organisations.csv", index=False)
    load_scorer(labels)
    return labels


@pytest.fixture
def labels(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "labels"))


def tagged(names: list[str], labels: Path) -> pd.DataFrame:
    """As much of a tagged table as links are asked from."""
    table = pd.DataFrame({"organisation": names})
    return pd.concat([table, resolve_names(table["organisation"], load_organisations(labels))], axis=1)


def asked(labels: Path, *names: str) -> pd.DataFrame:
    return doubtful_organisations(tagged(list(names), labels), load_organisations(labels), labels)


def answer(questions: pd.DataFrame, labels: Path, label: str, day: str = "2026-05-01") -> None:
    file = labels.parent / f"links-{day}-{label}.csv"
    write_table(questions.assign(label=label, reviewer="reader 1", reviewed_on=day), file)
    absorb([file], labels)


def whose(name: str, labels: Path) -> tuple[str, str]:
    row = resolve_names(pd.Series([name]), load_organisations(labels)).iloc[0]
    return row["organisation_id"], row["group_id"]


def test_a_claimed_company_is_asked_whether_it_is_one_of_the_group(labels: Path) -> None:
    questions = asked(labels, CLAIMED, CLAIMED, "浪潮")
    assert questions.columns.tolist() == LINK_REVIEW_COLUMNS
    row = questions.set_index("left").loc[CLAIMED]
    assert row[["right", "relation", "organisation", "filings"]].tolist() == ["浪潮", "group", "inspur", 2]
    assert row["left_in_english"].startswith("Langchao Xiaozhu")
    assert row["right_in_english"] == "Inspur"
    assert "浪潮" in row["evidence"]


def test_an_unknown_name_like_a_known_one_is_asked_with_its_candidates(labels: Path) -> None:
    row = asked(labels, LIKE).iloc[0]
    assert row[["left", "right", "relation", "organisation"]].tolist() == [LIKE, KNOWN, "organisation", "xiaozhu"]
    assert 0.5 <= row["probability"] <= 1
    assert row["evidence"]
    assert row["candidates"]


def test_same_makes_an_alias_and_different_a_decided_pair(labels: Path) -> None:
    answer(asked(labels, LIKE), labels, "same")
    assert whose(LIKE, labels)[0] == "xiaozhu"
    assert read_pairs(labels).set_index(["left", "right"]).loc[(LIKE, KNOWN), ["same", "reviewer"]].tolist() == [
        "yes",
        "reader 1",
    ]
    answer(asked(labels, LIKE), labels, "same")
    assert asked(labels, LIKE).empty


@pytest.mark.parametrize("label", ["same", "different", "unsure"])
@pytest.mark.parametrize("name", [CLAIMED, LIKE])
def test_no_pair_is_asked_twice(labels: Path, name: str, label: str) -> None:
    answer(asked(labels, name), labels, label)
    assert asked(labels, name).empty


def test_a_company_is_or_is_not_one_of_the_group_as_the_person_says(labels: Path) -> None:
    questions = asked(labels, CLAIMED)
    own, group = whose(CLAIMED, labels)
    assert group == "inspur"
    answer(questions, labels, "different", "2026-05-01")
    assert whose(CLAIMED, labels) == (own, own)
    answer(questions, labels, "same", "2026-05-02")
    assert whose(CLAIMED, labels) == (own, "inspur")
    assert resolve_names(pd.Series([CLAIMED]), load_organisations(labels)).iloc[0]["link_confidence"] > 0.95
    assert whose("浪潮", labels)[0] == "inspur"  # the brand itself stays what it was


def test_taking_an_answer_back_takes_its_alias_with_it(labels: Path, folder: Path) -> None:
    questions = asked(labels, LIKE)
    own = whose(LIKE, labels)
    answer(questions, labels, "same", "2026-05-01")
    answer(questions, labels, "-", "2026-05-02")
    assert whose(LIKE, labels) == own
    assert len(asked(labels, LIKE)) == 1
    assert (labels / "aliases.csv").read_bytes() == (folder / "aliases.csv").read_bytes()


def test_absorbing_twice_changes_nothing(labels: Path) -> None:
    questions = asked(labels, LIKE, CLAIMED)
    answer(questions, labels, "same")
    before = [(labels / name).read_bytes() for name in ("aliases.csv", "name_pairs.csv")]
    answer(questions, labels, "same")
    assert [(labels / name).read_bytes() for name in ("aliases.csv", "name_pairs.csv")] == before


def test_a_faulty_answer_names_the_nearest(labels: Path) -> None:
    with pytest.raises(InputError, match="'sane' is no code of this question; did you mean 'same'"):
        answer(asked(labels, LIKE), labels, "sane")


def test_where_nothing_is_doubtful_nothing_is_asked(labels: Path) -> None:
    assert asked(labels, "浪潮").empty
    nothing = link(pd.DataFrame({"n": ["浪潮"]}), pd.DataFrame({"n": ["某某养殖有限公司"]}), "n", "n", labels=labels)
    for links in (nothing, nothing.assign(right_name="")):
        questions = doubtful_links(links, load_organisations(labels), labels)
        assert questions.columns.tolist() == LINK_REVIEW_COLUMNS
        assert questions.empty


class TestLinkedTables:
    """`filings link --review`."""

    LEFT = pd.DataFrame({"n": ["Xinghe Xiaozhu Data"]})
    RIGHT = pd.DataFrame({"n": ["星河小筑科技有限公司", "某某养殖有限公司"]})

    def links(self, labels: Path) -> pd.DataFrame:
        return link(self.LEFT, self.RIGHT, "n", "n", top=4, labels=labels)

    def questions(self, labels: Path) -> pd.DataFrame:
        links = self.links(labels).assign(probability=[0.6, *[0.2] * (len(self.links(labels)) - 1)])
        return doubtful_links(links, load_organisations(labels), labels)

    def test_a_doubtful_link_is_asked_once(self, labels: Path) -> None:
        questions = self.questions(labels)
        assert questions["left"].tolist() == ["Xinghe Xiaozhu Data"]
        answer(questions, labels, "unsure")
        assert self.questions(labels).empty

    @pytest.mark.parametrize(("label", "low", "high"), [("same", 0.98, 1.0), ("different", 0.0, 0.02)])
    def test_link_obeys_the_answer_and_says_so(self, labels: Path, label: str, low: float, high: float) -> None:
        questions = self.questions(labels)
        answer(questions, labels, label)
        found = self.links(labels)
        row = found[found["right_name"].eq(questions.loc[0, "right"])].iloc[0]
        assert low <= row["probability"] <= high
        assert "a person called them" in row["evidence"]
