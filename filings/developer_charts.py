"""The report's charts of the frontier developers: tables of developer and code in, Vega-Lite charts out.

In all of them ``group_en`` and ``group_zh`` name the developer, and developers stand in the table's order.
"""

import altair as alt
import pandas as pd

from filings.drawing import COLOURS, INK, SHADES, WHITE_ABOVE, Chart, colour, named, wide

NARROW_DEVELOPERS = 6
LABELS = {True: 150, False: 110}
DOT = 60


def sectors(table: pd.DataFrame, language: str, width: int) -> Chart:
    """Heat map of developers × sectors: shade by share of the developer's filings, in each cell their number.

    table : group_en, group_zh, sector, filings, share. On a narrow screen the first developers only, as columns.
    """
    group = f"group_{language}"
    developers = list(dict.fromkeys(table[group]))[: None if wide(width) else NARROW_DEVELOPERS]
    drawn = named(table[table[group].isin(developers) & table["filings"].gt(0)], ["sector"], language)
    order = drawn.groupby("sector_name")["filings"].sum().sort_values(ascending=False).index.tolist()
    upright = alt.Axis(orient="top", labelAngle=-40, labelOverlap=False)
    across, down = ("sector_name", group) if wide(width) else (group, "sector_name")
    sorts = {group: developers, "sector_name": order}
    base = alt.Chart(drawn).encode(
        x=alt.X(f"{across}:N", sort=sorts[across], axis=upright),
        y=alt.Y(f"{down}:N", sort=sorts[down], axis=alt.Axis(labelOverlap=False)),
    )
    shade = alt.Color("share:Q", scale=alt.Scale(type="sqrt", range=SHADES), legend=None)
    cells = base.mark_rect(stroke="white").encode(color=shade)
    dark = f"datum.share > {float(drawn['share'].max()) * WHITE_ABOVE}"
    labels = base.mark_text().encode(text="filings:Q", color=alt.condition(dark, alt.value("white"), alt.value(INK)))
    return alt.layer(cells, labels).properties(width=width - 170, height=alt.Step(24))


def modalities(table: pd.DataFrame, language: str, width: int) -> Chart:
    """Bars of shares by developer. table: group_en, group_zh, modality, filings, share."""
    drawn = named(table, ["modality"], language).assign(
        place=table["modality"].map({code: place for place, code in enumerate(COLOURS["modality"])})
    )
    bars = (
        alt.Chart(drawn)
        .mark_bar(stroke="white", strokeWidth=0.7)
        .encode(
            x=alt.X("share:Q", axis=alt.Axis(format="%", tickCount=4), scale=alt.Scale(domain=[0, 1])),
            y=_developers(table, language, width),
            color=colour("modality", table, language).legend(columns=6 if wide(width) else 2),
            order="place:Q",
        )
    )
    return alt.layer(bars, _counts(table, language, width)).properties(
        width=width - LABELS[wide(width)] - 50, height=alt.Step(22)
    )


def audiences(table: pd.DataFrame, language: str, width: int) -> Chart:
    """The public's share by developer, a dot with its interval.

    table : group_en, group_zh, tier, filings (all of the developer), share, share_low, share_high.
    """
    drawn = named(table, ["tier"], language)
    scale = alt.Scale(domain=[0, 1])
    base = alt.Chart(drawn).encode(
        y=_developers(table, language, width),
        color=colour("tier", table, language),
        x=alt.X("share:Q", axis=alt.Axis(format="%", tickCount=4), scale=scale),
    )
    lines = base.mark_rule(strokeWidth=2).encode(x="share_low:Q", x2="share_high:Q")
    dots = base.mark_point(filled=True, size=DOT, opacity=1)
    return alt.layer(lines, dots, _counts(table, language, width)).properties(
        width=width - LABELS[wide(width)] - 50, height=alt.Step(22)
    )


def timeline(table: pd.DataFrame, language: str, width: int) -> Chart:
    """The first filing of each developer in each registry, a dot on a line of time.

    table : group_en, group_zh, registry, date (YYYY, YYYY-MM or YYYY-MM-DD); a year alone is drawn at its middle.
    """
    month = table["date"].mask(table["date"].str.len().eq(4), table["date"] + "-07")
    drawn = named(table, ["registry"], language).assign(day=month.mask(month.str.len().eq(7), month + "-01"))
    base = alt.Chart(drawn).encode(
        x=alt.X("day:T", axis=alt.Axis(format="%Y", tickCount="year")), y=_developers(table, language, width)
    )
    lines = base.mark_rule(color="#c3ccd4").encode(x="min(day):T", x2="max(day):T")
    dots = base.mark_point(filled=True, size=DOT, opacity=1).encode(
        color=colour("registry", table, language).legend(columns=2 if wide(width) else 1)
    )
    return alt.layer(lines, dots).properties(width=width - LABELS[wide(width)] - 20, height=alt.Step(18))


def _developers(table: pd.DataFrame, language: str, width: int) -> alt.Y:
    group = f"group_{language}"
    axis = alt.Axis(labelLimit=LABELS[wide(width)], labelOverlap=False)
    return alt.Y(f"{group}:N", sort=list(dict.fromkeys(table[group])), axis=axis)


def _counts(table: pd.DataFrame, language: str, width: int) -> alt.Chart:
    """How many filings a developer has, behind its bar."""
    totals = table.groupby([f"group_{language}"], as_index=False)["filings"].sum()
    text: alt.Chart = alt.Chart(totals).mark_text(align="left", dx=6)
    return text.encode(x=alt.datum(1), y=_developers(table, language, width), text="filings:Q")
