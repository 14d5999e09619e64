"""The report's charts: small tables in, SVG out, drawn by Vega-Lite without a network.

Colours are safe for colour-blind readers: the qualitative scheme "bright" of Paul Tol (2021, Technical Note
SRON/EPS/TN/09-002) for the seven kinds of ownership, two of clearly different lightness for the roles.
"""

from typing import Any, Final

import altair as alt
import pandas as pd
import vl_convert
from pylopdf_fonts_zh_cn import sans_path

from filings.statistics import province_totals
from filings.wording import name, number, percent, say

COLOURS: Final = {
    "role": {"developed": "#0b5563", "deployed": "#e0a030"},
    "ownership": {
        "private": "#4477aa", "soe": "#ee6677", "research": "#228833", "government": "#ccbb44",
        "media": "#aa3377", "foreign": "#66ccee", "other": "#bbbbbb",
    },
}  # fmt: skip
WIDTHS: Final = {"wide": 880, "narrow": 344}
FONT: Final = "Arial, 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
INK, MUTED, GRID, PALE = "#1c2530", "#5b6673", "#e4e8ec", "#d3dce3"
_CONFIG: Final[dict[str, Any]] = {
    "background": "white",
    "font": FONT,
    "padding": 2,
    "view": {"stroke": None},
    "axis": {"labelColor": MUTED, "labelFontSize": 12, "labelLimit": 150, "labelPadding": 6, "gridColor": GRID,
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

vl_convert.register_font_directory(str(sans_path().parent))


def periods(table: pd.DataFrame, language: str, width: int) -> alt.FacetChart:
    """Bars by quarter, one panel a role. table: quarter, role, filings."""
    base = alt.Chart().encode(x=_quarters(table), y=alt.Y("filings:Q", axis=alt.Axis(tickCount=4)))
    bars = base.mark_bar().encode(color=_colour("role", table, language).legend(None))
    labels = base.mark_text(dy=-7).encode(text="filings:Q")
    return _panels([bars, labels], _named(table, ["role"], language), language, width)


def owners(table: pd.DataFrame, language: str, width: int) -> alt.FacetChart:
    """Bars of shares by quarter, one panel a role, the private share at the bottom with its interval.

    table : quarter, role, ownership, filings, share, share_low, share_high.
    """
    drawn = _named(table, ["ownership"], language).assign(
        place=table["ownership"].map({code: place for place, code in enumerate(COLOURS["ownership"])}),
        total=table.groupby(["quarter", "role"])["filings"].transform("sum"),
        percent=[percent(share) for share in table["share"]],
    )
    base = alt.Chart().encode(x=_quarters(table))
    private = base.transform_filter("datum.ownership == 'private'")
    wide = width == WIDTHS["wide"]
    columns = 4 if wide else {"en": 1, "zh": 2}[language]
    bars = base.mark_bar(stroke="white", strokeWidth=0.7).encode(
        y=alt.Y("share:Q", axis=alt.Axis(format="%", tickCount=4), scale=alt.Scale(domain=[0, 1])),
        color=_colour("ownership", table, language).legend(columns=columns),
        order="place:Q",
    )
    whiskers = private.mark_rule(strokeWidth=2, color=INK).encode(y="share_low:Q", y2="share_high:Q")
    upright = {"dy": -8} if wide else {"angle": 270, "align": "left", "dx": 4}
    shares = private.mark_text(color="white", **upright).encode(y=alt.datum(0), text="percent:N")
    totals = base.mark_text(color=MUTED, fontSize=11 if wide else 10, dy=-7).encode(y=alt.datum(1), text="max(total):Q")
    return _panels([bars, whiskers, shares, totals], drawn, language, width)


def provinces(table: pd.DataFrame, language: str, width: int) -> alt.HConcatChart:
    """Ranked bars, split by role, beside the cumulative share. table: province, role, filings."""
    wide = width == WIDTHS["wide"]
    totals = province_totals(table)
    ranked = _named(totals, ["province"], language).assign(
        label=[f"{number(n)} · {percent(share)}" for n, share in zip(totals["filings"], totals["share"], strict=True)],
        cumulative_label=[percent(share) for share in totals["cumulative_share"]],
    )
    y = alt.Y("province_name:N", sort=ranked["province_name"].tolist())
    x = alt.X(
        "filings:Q",
        axis=alt.Axis(tickCount=4),
        scale=alt.Scale(domain=[0, totals["filings"].max() * (1.15 if wide else 1.9)]),
    )
    bars = alt.Chart(_named(table, ["province", "role"], language)).mark_bar()
    split = bars.encode(x=x, y=y, color=_colour("role", table, language), order=alt.Order("role", sort="descending"))
    labels = alt.Chart(ranked).mark_text(align="left", dx=5).encode(x=x, y=y, text="label:N")
    base = alt.Chart(ranked, title=say("provinces.cumulative")[language]).encode(
        x=alt.X("cumulative_share:Q", axis=alt.Axis(format="%", tickCount=3), scale=alt.Scale(domain=[0, 1])),
        y=y.axis(None),
    )
    bars_so_far = base.mark_bar(color=PALE)
    labels_so_far = base.mark_text(align="left", dx=4).encode(x=alt.datum(0), text="cumulative_label:N")
    left, right = (560, 200) if wide else ({"en": 122, "zh": 182}[language], 76)
    return alt.hconcat(
        alt.layer(split, labels).properties(width=left, height=alt.Step(20)),
        alt.layer(bars_so_far, labels_so_far).properties(width=right, height=alt.Step(20)),
        spacing=16,
    )


def to_svg(chart: alt.FacetChart | alt.HConcatChart) -> str:
    """Draw a chart as an SVG element."""
    return vl_convert.vegalite_to_svg({**chart.to_dict(), "config": _CONFIG})


def _panels(layers: list[alt.Chart], drawn: pd.DataFrame, language: str, width: int) -> alt.FacetChart:
    """The layers once a role, one panel above the other."""
    panels = {role: name("panel", role)[language] for role in COLOURS["role"]}
    return (
        alt.layer(*layers, data=drawn.assign(panel=drawn["role"].map(panels)))
        .properties(width=width - 60, height=150)
        .facet(row=alt.Row("panel:N", sort=list(panels.values())))
    )


def _quarters(table: pd.DataFrame) -> alt.X:
    """The axis of quarters, from the first to the last without a gap."""
    quarters = pd.period_range(table["quarter"].min(), table["quarter"].max(), freq="Q").astype(str).tolist()
    return alt.X(
        "quarter:O",
        scale=alt.Scale(domain=quarters, paddingInner=0.25, paddingOuter=0.1),
        axis=alt.Axis(labelExpr=_QUARTER_LABEL, labelAngle=0, labelOverlap=False),
    )


def _colour(column: str, table: pd.DataFrame, language: str) -> alt.Color:
    """A code's colour, by its name; only codes that occur stand in the legend."""
    present = [code for code in COLOURS[column] if code in set(table[column])]
    scale = alt.Scale(
        domain=[name(column, code)[language] for code in present], range=[COLOURS[column][code] for code in present]
    )
    return alt.Color(f"{column}_name:N", scale=scale)


def _named(table: pd.DataFrame, columns: list[str], language: str) -> pd.DataFrame:
    """The table with a column ``<column>_name`` for each of these."""
    names = {f"{column}_name": [name(column, code)[language] for code in table[column]] for column in columns}
    return table.assign(**names)
