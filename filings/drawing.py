"""How charts look, and how they become SVG or PNG: Vega-Lite drawn by vl-convert, without a network.

Chinese glyphs come from the bundled Noto Sans SC (OFL), so that pictures are whole on a machine without them.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import altair as alt
import pandas as pd
import vl_convert
from pylopdf_fonts_zh_cn import sans_path

from filings.wording import Text, name

Chart = alt.LayerChart | alt.FacetChart | alt.HConcatChart

COLOURS: Final = {
    "role": {"developed": "#0b5563", "deployed": "#e0a030"},
    "ownership": {
        "private": "#4477aa", "soe": "#ee6677", "research": "#228833", "government": "#ccbb44",
        "media": "#aa3377", "foreign": "#66ccee", "other": "#bbbbbb",
    },
    "modality": {
        "text": "#4477aa", "image": "#ee6677", "audio": "#ccbb44", "video": "#228833", "virtual_human": "#aa3377",
        "multimodal": "#66ccee",
    },
    "tier": {"big_tech": "#0b5563", "startup": "#e0a030"},
    "registry": {"aigc": "#0b5563", "dsa": "#e0a030"},
}  # fmt: skip
WIDTHS: Final = {"wide": 880, "narrow": 344}
FONT: Final = "'Liberation Sans', Arial, 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
CHINESE_FONT: Final = "'Noto Sans SC', sans-serif"
INK, MUTED, GRID, PALE = "#1c2530", "#5b6673", "#e4e8ec", "#d3dce3"
SHADES: Final = ["#f1f4f6", "#0b5563"]
WHITE_ABOVE: Final = 0.46  # of the greatest value: from there on white letters stand out more than dark ones
PNG_SCALE: Final = 2
FONTS: Final = sans_path().parent
PROCESSES: Final = 2
_CONFIG: Final[dict[str, Any]] = {
    "background": "white",
    "font": FONT,
    "padding": 2,
    "view": {"stroke": None},
    "axis": {"labelColor": MUTED, "labelFontSize": 12, "labelLimit": 0, "labelPadding": 6, "gridColor": GRID,
             "domain": False, "ticks": False, "title": None},
    "header": {"title": None, "labelAnchor": "start", "labelFontSize": 14, "labelFontWeight": "bold",
               "labelColor": INK, "labelOrient": "top", "labelPadding": 14},
    "legend": {"title": None, "orient": "top", "labelColor": INK, "labelFontSize": 12, "labelLimit": 240,
               "symbolType": "square", "columnPadding": 14},
    "text": {"color": INK, "fontSize": 11},
    "title": {"anchor": "start", "color": INK, "fontSize": 12, "fontWeight": "normal"},
}  # fmt: skip
#: Q1 … Q4, with the year under each first quarter and under the axis's first.
_QUARTER_LABEL: Final = (
    "[slice(datum.value, 4), datum.index == 0 || slice(datum.value, 5) == '1' ? slice(datum.value, 0, 4) : '']"
)

#: What a drawing process runs: a list of Vega-Lite specifications in, a list of SVGs out, both as JSON.
_DRAW: Final = """
import json, sys, vl_convert
vl_convert.register_font_directory(sys.argv[1])
json.dump([vl_convert.vegalite_to_svg(spec) for spec in json.load(sys.stdin.buffer)], sys.stdout)
"""


def wide(width: int) -> bool:
    """Whether a chart is drawn for a wide screen."""
    return width == WIDTHS["wide"]


def to_svgs(charts: Sequence[Chart]) -> list[str]:
    """Draw charts as SVG elements, in processes of their own: drawing is most of a report's work."""
    specs = [{**chart.to_dict(validate=False), "config": _CONFIG} for chart in charts]
    with ThreadPoolExecutor(PROCESSES) as pool:
        parts = list(pool.map(_drawn_elsewhere, [specs[first::PROCESSES] for first in range(PROCESSES)]))
    return [parts[place % PROCESSES][place // PROCESSES] for place in range(len(specs))]


def _drawn_elsewhere(specs: list[dict[str, Any]]) -> list[str]:
    command = [sys.executable, "-c", _DRAW, str(FONTS)]
    done = subprocess.run(command, input=json.dumps(specs).encode(), stdout=subprocess.PIPE, check=True)
    return list(json.loads(done.stdout))


def to_png(chart: Chart, title: Text, lines: list[Text], language: str) -> bytes:
    """Draw a chart as a picture that stands alone: its title and a few lines (unit, source) above it."""
    heading = {
        "text": title[language], "fontSize": 17, "fontWeight": "bold", "subtitle": [line[language] for line in lines],
        "subtitleFontSize": 12, "subtitleColor": MUTED, "subtitlePadding": 6, "offset": 16, "anchor": "start",
    }  # fmt: skip
    framed = chart.to_dict(validate=False)
    shared = {key: framed.pop(key) for key in ("$schema", "datasets")}
    config = {**_CONFIG, "padding": 16, "font": {"en": FONT, "zh": CHINESE_FONT}[language]}
    vl_convert.register_font_directory(str(FONTS))
    drawn = {**shared, "vconcat": [framed], "title": heading, "config": config}
    return vl_convert.vegalite_to_png(drawn, scale=PNG_SCALE)


def role_panels(layers: list[alt.Chart], drawn: pd.DataFrame, language: str, width: int) -> alt.FacetChart:
    """The layers once a role, one panel above the other."""
    panels = {role: name("panel", role)[language] for role in COLOURS["role"]}
    return (
        alt.layer(*layers, data=drawn.assign(panel=drawn["role"].map(panels)))
        .properties(width=width - 60, height=150)
        .facet(row=alt.Row("panel:N", sort=list(panels.values())))
    )


def quarters(table: pd.DataFrame) -> alt.X:
    """The axis of quarters, from the first to the last without a gap."""
    all_quarters = pd.period_range(table["quarter"].min(), table["quarter"].max(), freq="Q").astype(str).tolist()
    return alt.X(
        "quarter:O",
        scale=alt.Scale(domain=all_quarters, paddingInner=0.25, paddingOuter=0.1),
        axis=alt.Axis(labelExpr=_QUARTER_LABEL, labelAngle=0, labelOverlap=False),
    )


def colour(column: str, table: pd.DataFrame, language: str) -> alt.Color:
    """A code's colour, by its name; only codes that occur stand in the legend."""
    present = [code for code in COLOURS[column] if code in set(table[column])]
    scale = alt.Scale(
        domain=[name(column, code)[language] for code in present], range=[COLOURS[column][code] for code in present]
    )
    return alt.Color(f"{column}_name:N", scale=scale)


def named(table: pd.DataFrame, columns: list[str], language: str) -> pd.DataFrame:
    """The table with a column ``<column>_name`` for each of these."""
    names = {f"{column}_name": [name(column, code)[language] for code in table[column]] for column in columns}
    return table.assign(**names)
