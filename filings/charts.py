"""The report's charts of the registry as a whole: small tables in, Vega-Lite charts out.

Colours are safe for colour-blind readers: the qualitative scheme "bright" of Paul Tol (2021, Technical Note
SRON/EPS/TN/09-002) for kinds of ownership and outputs, two of clearly different lightness for the roles. How a
chart is styled and drawn is `filings.drawing`.
"""

import altair as alt
import pandas as pd

from filings.drawing import (
    COLOURS,
    INK,
    MUTED,
    PALE,
    SHADES,
    WHITE_ABOVE,
    Chart,
    colour,
    named,
    quarters,
    role_panels,
    wide,
)
from filings.totals import province_totals
from filings.wording import ASSETS, number, percent, say


def periods(table: pd.DataFrame, language: str, width: int) -> Chart:
    """Bars by quarter, one panel a role. table: quarter, role, filings."""
    base = alt.Chart().encode(x=quarters(table), y=alt.Y("filings:Q", axis=alt.Axis(tickCount=4)))
    bars = base.mark_bar().encode(color=colour("role", table, language).legend(None))
    labels = base.mark_text(dy=-7).encode(text="filings:Q")
    return role_panels([bars, labels], named(table, ["role"], language), language, width)


def owners(table: pd.DataFrame, language: str, width: int) -> Chart:
    """Bars of shares by quarter, one panel a role, the private share at the bottom with its interval.

    table : quarter, role, ownership, filings, share, share_low, share_high.
    """
    drawn = named(table, ["ownership"], language).assign(
        place=table["ownership"].map({code: place for place, code in enumerate(COLOURS["ownership"])}),
        total=table.groupby(["quarter", "role"])["filings"].transform("sum"),
        percent=[percent(share) for share in table["share"]],
    )
    base = alt.Chart().encode(x=quarters(table))
    private = base.transform_filter("datum.ownership == 'private'")
    columns = 4 if wide(width) else {"en": 1, "zh": 2}[language]
    bars = base.mark_bar(stroke="white", strokeWidth=0.7).encode(
        y=alt.Y("share:Q", axis=alt.Axis(format="%", tickCount=4), scale=alt.Scale(domain=[0, 1])),
        color=colour("ownership", table, language).legend(columns=columns),
        order="place:Q",
    )
    whiskers = private.mark_rule(strokeWidth=2, color=INK).encode(y="share_low:Q", y2="share_high:Q")
    upright = {"dy": -8} if wide(width) else {"angle": 270, "align": "left", "dx": 4}
    shares = private.mark_text(color="white", **upright).encode(y=alt.datum(0), text="percent:N")
    size = 11 if wide(width) else 10
    totals = base.mark_text(color=MUTED, fontSize=size, dy=-7).encode(y=alt.datum(1), text="max(total):Q")
    return role_panels([bars, whiskers, shares, totals], drawn, language, width)


def tiles(table: pd.DataFrame, language: str, width: int) -> Chart:
    """China as a map of equal squares, shaded by filings. table: province, filings; other places stay undrawn."""
    side = 76 if wide(width) else width / 8 - 1
    places = pd.read_csv(ASSETS / "tiles.csv")
    counts = table.groupby("province")["filings"].sum()
    shown = "province_name" if wide(width) or language == "zh" else "letters"
    drawn = named(places.assign(filings=places["province"].map(counts).fillna(0).astype(int)), ["province"], language)
    base = alt.Chart(drawn).encode(x=alt.X("column:O", axis=None), y=alt.Y("row:O", axis=None))
    scale = alt.Scale(type="sqrt", range=SHADES)
    squares = base.mark_rect(stroke="white", strokeWidth=2).encode(
        color=alt.Color("filings:Q", scale=scale, legend=None)
    )
    dark = f"datum.filings > {float(counts.max()) * WHITE_ABOVE}"
    ink = alt.condition(dark, alt.value("white"), alt.value(INK))
    small = 10 if language == "en" else 11
    names = base.mark_text(fontSize=small, dy=-7, limit=side - 4).encode(text=f"{shown}:N", color=ink)
    labels = base.mark_text(fontSize=12, fontWeight="bold", dy=8).encode(text="filings:Q", color=ink)
    return alt.layer(squares, names, labels).properties(width=side * 8, height=side * (0.8 if wide(width) else 1) * 8)


def provinces(table: pd.DataFrame, language: str, width: int) -> Chart:
    """Ranked bars, split by role, beside the cumulative share. table: province, role, filings."""
    totals = province_totals(table)
    ranked = named(totals, ["province"], language).assign(
        label=[f"{number(n)} · {percent(share)}" for n, share in zip(totals["filings"], totals["share"], strict=True)],
        cumulative_label=[percent(share) for share in totals["cumulative_share"]],
    )
    y = alt.Y("province_name:N", sort=ranked["province_name"].tolist())
    room = 1.15 if wide(width) else 1.9
    scale = alt.Scale(domain=[0, totals["filings"].max() * room])
    x = alt.X("filings:Q", axis=alt.Axis(tickCount=4), scale=scale)
    bars = alt.Chart(named(table, ["province", "role"], language)).mark_bar()
    split = bars.encode(x=x, y=y, color=colour("role", table, language), order=alt.Order("role", sort="descending"))
    labels = alt.Chart(ranked).mark_text(align="left", dx=5).encode(x=x, y=y, text="label:N")
    base = alt.Chart(ranked, title=say("provinces.cumulative")[language]).encode(
        x=alt.X("cumulative_share:Q", axis=alt.Axis(format="%", tickCount=3), scale=alt.Scale(domain=[0, 1])),
        y=y.axis(None),
    )
    bars_so_far = base.mark_bar(color=PALE)
    labels_so_far = base.mark_text(align="left", dx=4).encode(x=alt.datum(0), text="cumulative_label:N")
    left, right = (560, 200) if wide(width) else ({"en": 122, "zh": 182}[language], 76)
    return alt.hconcat(
        alt.layer(split, labels).properties(width=left, height=alt.Step(20)),
        alt.layer(bars_so_far, labels_so_far).properties(width=right, height=alt.Step(20)),
        spacing=16,
    )


def state(table: pd.DataFrame, language: str, width: int) -> Chart:
    """Ranked bars of groups, coloured by ownership. table: group_zh, group_en, ownership, filings; most first."""
    groups = f"group_{language}"
    drawn = named(table, ["ownership"], language)
    total = table.groupby(groups)["filings"].sum().rename("total").reset_index()
    y = alt.Y(
        f"{groups}:N", sort=list(dict.fromkeys(table[groups])), axis=alt.Axis(labelLimit=260 if wide(width) else 150)
    )
    scale = alt.Scale(domain=[0, float(total["total"].max()) * 1.12])
    x = alt.X("filings:Q", axis=alt.Axis(tickCount=4, format="d"), scale=scale)
    legend = colour("ownership", table, language).legend(columns=4 if wide(width) else 1)
    bars = alt.Chart(drawn).mark_bar().encode(x=x, y=y, color=legend)
    labels = alt.Chart(total).mark_text(align="left", dx=5).encode(x="total:Q", y=y, text="total:Q")
    return alt.layer(bars, labels).properties(width=width - (280 if wide(width) else 170), height=alt.Step(22))
