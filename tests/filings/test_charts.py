import pandas as pd
import pytest

from filings.drawing import WIDTHS, to_png
from filings.figures import figures
from filings.report import draw
from filings.statistics import aggregate
from filings.wording import ASSETS
from nlp.knowledge import shipped_knowledge

FRONTIER = pd.Series({"one": "big_tech"})
KEYS = ["periods", "owners", "tiles", "provinces", "sectors", "modalities", "audiences", "timeline", "state"]


@pytest.fixture(scope="module")
def drawn(tagged_table):
    rows = [{"role": role, "ownership": owner} for role in ("developed", "deployed") for owner in ("private", "soe")]
    return {figure.key: figure for figure in figures(aggregate(tagged_table(rows), frontier=FRONTIER))}


def test_every_chart_there_is_data_for(drawn):
    assert list(drawn) == KEYS


@pytest.fixture(scope="module")
def drawings(drawn):
    return dict(zip(drawn, draw(list(drawn.values())), strict=True))


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("size", WIDTHS)
def test_a_chart_is_drawn_in_either_language(drawings, key, size):
    english, chinese = drawings[key]["en", size], drawings[key]["zh", size]
    assert english.startswith("<svg")
    assert english != chinese
    assert "undefined" not in english + chinese
    assert "NaN" not in english + chinese
    assert drawings[key]["en", "wide"] != drawings[key]["en", "narrow"]


def test_what_stands_with_a_chart_is_said_in_both_languages(drawn):
    for figure in drawn.values():
        for text in (figure.title, figure.unit, figure.alt, *figure.notes, *figure.data.columns):
            assert text["en"] and text["zh"], figure.key
        assert figure.notes[1]["en"] == f"n\xa0=\xa0{2 if figure.key == 'state' else 4} filings."


def test_the_map_has_every_province_once():
    tiles = pd.read_csv(ASSETS / "tiles.csv")
    provinces = shipped_knowledge("places.csv").query("level == 'province'")["short"]
    assert sorted(tiles["province"]) == sorted(provinces)
    assert not tiles.duplicated(["column", "row"]).any()


def test_chinese_is_drawn_with_the_glyphs_that_are_bundled(drawn):
    """A glyph that is missing is drawn as a box, so that different characters look the same."""
    chart, pictures = drawn["periods"].draw("zh", WIDTHS["wide"]), []
    for character in "备案":
        title = {"en": "", "zh": character}
        pictures.append(to_png(chart, title, [title], "zh"))
    assert pictures[0] != pictures[1]
