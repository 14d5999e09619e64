"""What must hold of every string: normal forms are stable, names lose no text, clusters are connected components."""

from collections import Counter
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from nlp.company_names import CompanyName, parse
from nlp.english_asides import cut_humps
from nlp.english_places import LEVELS
from nlp.english_vocabulary import FILLERS, joined, latin_places, spelt
from nlp.knowledge import shipped_knowledge
from nlp.name_words import bracket_places
from nlp.organisations import ALIAS_COLUMNS, ORGANISATION_COLUMNS, Organisations, load_organisations
from nlp.places import place_english
from nlp.resolver import resolve_names
from nlp.text import compact, has_chinese, normalise, plain, simplify, tidy

settings.register_profile("quick", max_examples=400, deadline=None)
settings.load_profile("quick")

# ---- strings: any at all, and such as have made trouble

TRADITIONAL = "臺灣積體電路製造騰訊計算機乾後薴苧髮發鐘鍾麵門龍車馬書"
AWKWARD = "ßẞİıſǰΐᾳﬁﷺ㈱①½ªﾞｶ가가·（）()「」—–‑’´`\u0301\u0307\u0323\u0331\u0345\u3099\u00ad\u200b\ufeff\x00\t\u3000 "
TEXTS = st.one_of(
    st.text(max_size=20),
    st.text(st.sampled_from(TRADITIONAL + AWKWARD + "中国北京有限公司AiB1"), max_size=12),
)


@given(TEXTS)
@example("薴")
@example("ᄀ-ᅡ")
@example("ß\u0301")
@example("Ĥ\u0331")
def test_normal_forms_are_stable(text: str) -> None:
    for form in (plain, simplify, normalise, compact, tidy):
        assert form(form(text)) == form(text), form.__name__


@given(TEXTS)
def test_no_letter_is_normalised_away(text: str) -> None:
    assume(any(character.isalnum() for character in plain(text)))
    assert normalise(text) and compact(text) and tidy(text)


@given(TEXTS)
def test_the_key_is_the_same_for_what_a_person_sees(text: str) -> None:
    assert compact(normalise(text)) == compact(text) == compact(tidy(text))


# ---- names: built as real ones are, and any text


def column(table: str, name: str, **where: str) -> list[str]:
    """The words of a table of labels/ that can stand in a name."""
    rows = shipped_knowledge(table)
    for key, value in where.items():
        rows = rows[rows[key].eq(value)]
    return sorted(set(rows[name]) - {""})


PLACES = ["", *column("places.csv", "name"), *column("places.csv", "short", level="prefecture")]
TRADES = column("trade_words.csv", "word")
FORMS = column("legal_forms.csv", "form", language="zh", at="")
CHARACTERS = "智谱华章浪潮云帆鼎盛瑞禾雨林木石启明德佳腾讯字节深度求索月之暗面"
ANY_CHINESE = st.lists(
    st.one_of(st.sampled_from(TRADES + FORMS + PLACES), st.text(max_size=3), st.sampled_from("（）()：原与A")),
    max_size=8,
).map("".join)


@st.composite
def chinese_names(draw: st.DrawFn) -> str:
    brand = draw(st.text(st.sampled_from(CHARACTERS), min_size=2, max_size=4))
    inside = draw(st.sampled_from(["", "（北京）", "（江苏）", "（集团）", "(Shanghai)"]))
    trades = draw(st.lists(st.sampled_from(TRADES), max_size=2))
    behind = draw(st.sampled_from(["", "上海分公司", "（有限合伙）", "（原：雨林网络有限公司）"]))
    form = draw(st.sampled_from(FORMS))
    return draw(st.sampled_from(PLACES)) + brand + inside + "".join(trades) + form + behind


def lost(found: CompanyName) -> str:
    """Letters of a Chinese name that stand in none of its parts, but for what full names of places add."""
    parts = (found.legal_form, found.institution, found.branch, found.other_name, found.former)
    left = Counter(found.text) - Counter("".join((*found.places, found.brand, *found.trade, *parts)))
    full = [word * found.text.count(word) for word, short in bracket_places().items() if short in found.places]
    left -= Counter("".join(full)) - Counter("".join(found.places))
    former = "原名称曾用" if found.former else ""
    return "".join(letter for letter in left.elements() if letter.isalnum() and letter not in former)


@given(chinese_names())
def test_a_chinese_name_loses_no_text(name: str) -> None:
    found = parse(name)
    assert not lost(found)
    assert found.brand or found.trade or found.institution


@given(ANY_CHINESE)
@example("鑴1")  # its simple form stands outside the basic plane
@example("雨林科技（原名：雨）（原：林）（甲）（乙）")
def test_no_text_with_a_chinese_character_is_lost(text: str) -> None:
    assume(has_chinese(normalise(text)))
    assert not lost(parse(text))


ENGLISH_PLACES = ["", "Beijing", "Shanghai Pudong", "Guangdong", "Inner Mongolia", "Xi'an"]
ENGLISH_TRADES = column("glosses.csv", "en", kind="trade")
ENGLISH_FORMS = [form for form in column("legal_forms.csv", "form", language="en") if form.isascii()]


@st.composite
def english_names(draw: st.DrawFn) -> str:
    place, form = draw(st.sampled_from(ENGLISH_PLACES)), draw(st.sampled_from(ENGLISH_FORMS))
    brand = draw(st.from_regex(r"[A-ZÄØŁÇ][a-zéüß]{2,8}( [A-Z][a-z]{2,8})?", fullmatch=True))
    trades = draw(st.lists(st.sampled_from(ENGLISH_TRADES), max_size=2))
    aside = draw(st.sampled_from(["", "(formerly Yulinmu Networks)", "(YLM)", "Shanghai Branch"]))
    words = [place, brand, *trades, form, aside]
    if draw(st.booleans()):
        words = [brand, f"({place})" if place else "", *trades, form, aside]
    return " ".join(filter(None, words))


ENGLISH_TEXTS = st.one_of(
    english_names(),
    st.lists(
        st.one_of(
            st.sampled_from([*ENGLISH_TRADES, *ENGLISH_FORMS, *ENGLISH_PLACES, "of", "the", "(", ")", ",", "fka"]),
            st.text(max_size=4),
        ),
        max_size=6,
    ).map(" ".join),
)
SAID_ASIDE = {"formerly", "fka", "known", "as", "called", "named"}


def english_words(text: str) -> Counter[str]:
    return Counter(word for word in spelt(cut_humps(text)) if word.isalnum())


@given(ENGLISH_TEXTS)
@example("Яндекс Ltd")
@example("Yulin Tech (YLT) (YLK) (formerly Yu) (formerly Lin)")
@example("Lasa 3D & Co. PRC")
@example("3D U K")
@example("Łódź Ørsted Æon Müller GmbH")
def test_an_english_name_loses_no_word(text: str) -> None:
    assume(not has_chinese(normalise(text)))
    found = parse(text)
    parts = (
        found.brand,
        *found.trade,
        found.legal_form,
        found.institution,
        found.branch,
        found.former,
        found.other_name,
    )
    left = english_words(text) - english_words(" ".join(parts))
    places = [spelling for spelling, short in latin_places().items() if short in found.places]
    places += [joined(place_english(short)) for short in found.places]
    lost = left.keys() - FILLERS - SAID_ASIDE - (LEVELS if places else set())
    assert not [word for word in lost if not any(word in place for place in places)]


# ---- clusters


@pytest.fixture(scope="module")
def nobody(tmp_path_factory: pytest.TempPathFactory) -> Organisations:
    """An organisation table that knows nobody."""
    folder: Path = tmp_path_factory.mktemp("nobody")
    for name, columns in (("organisations.csv", ORGANISATION_COLUMNS), ("aliases.csv", ALIAS_COLUMNS)):
        pd.DataFrame(columns=columns).to_csv(folder / name, index=False)
    return load_organisations(folder)


NAMES = st.sampled_from([f"{brand}科技有限公司" for brand in CHARACTERS] + ["智 科技有限公司", "谱科技(有限公司)"])
PUBLISHED = st.lists(
    st.tuples(NAMES, st.lists(NAMES, max_size=2).map("；".join), st.sampled_from(["", *"ABCDEFGHIJKL"])),
    min_size=1,
    max_size=25,
)


@given(rows=PUBLISHED)
def test_clusters_are_the_connected_components(nobody: Organisations, rows: list[tuple[str, str, str]]) -> None:
    graph: nx.Graph[tuple[str, str]] = nx.Graph()
    for name, former, key in rows:
        graph.add_node(("name", compact(name)))
        if key:
            graph.add_edge(("name", compact(name)), ("key", key))
        graph.add_edges_from((("name", compact(name)), ("name", compact(old))) for old in former.split("；") if old)
    component = {node: place for place, nodes in enumerate(nx.connected_components(graph)) for node in nodes}
    table = pd.DataFrame(rows, columns=["name", "former", "key"])
    found = resolve_names(table["name"], nobody, table["former"], table["key"])["organisation_id"]
    wanted = [component["name", compact(name)] for name in table["name"]]
    pairs = set(zip(found, wanted, strict=True))
    assert len(pairs) == len(set(found)) == len(set(wanted))
