"""The report's figures: aggregate tables in, charts with the words and the data that belong to them out."""

from collections.abc import Callable
from typing import NamedTuple

import altair as alt
import pandas as pd
from markupsafe import Markup

from filings import charts
from filings.statistics import province_totals, with_shares
from filings.wording import LANGUAGES, Text, name, number, percent, say

NAMED = ("registry", "role", "ownership", "province")
NONE = "–"


class DataTable(NamedTuple):
    """A table as the page shows it: a heading a column, whether it holds numbers, and rows of cells."""

    columns: list[Text]
    numeric: list[bool]
    rows: list[list[str | Text]]


class Figure(NamedTuple):
    """A chart and all a reader needs to quote it. drawings: language → "wide" or "narrow" → SVG."""

    key: str
    title: Text
    unit: Text
    alt: Text
    notes: list[Text]
    drawings: dict[str, dict[str, Markup]]
    data: DataTable


def figures(tables: dict[str, pd.DataFrame]) -> list[Figure]:
    """The charts on generative AI that the tables have filings for."""
    services = tables["by_period"].query("registry == 'aigc'")
    dated = services[services["quarter"].ne("")]
    undated = int(services["filings"].sum() - dated["filings"].sum())
    drawn = [] if dated.empty else [_periods(dated, undated), _owners(tables, undated)]
    return drawn if services.empty else [*drawn, _provinces(tables["by_province"])]


def data_table(table: pd.DataFrame) -> DataTable:
    """A table with its headings and codes in words; cells that are a Text stay as they are."""
    columns = [[_cell(column, value) for value in table[column]] for column in table.columns]
    return DataTable(
        columns=[say(f"column.{column}") for column in table.columns],
        numeric=[pd.api.types.is_numeric_dtype(table[column]) for column in table.columns],
        rows=[list(row) for row in zip(*columns, strict=True)],
    )


def _cell(column: str, value: str | Text | float) -> str | Text:
    if isinstance(value, dict):
        return value
    if isinstance(value, str):
        return name(column, value) if column in NAMED else value
    return f"{value:.1%}" if "share" in column else number(int(value))


def _periods(dated: pd.DataFrame, undated: int) -> Figure:
    roles = {role: dated[dated["role"].eq(role)].set_index("quarter")["filings"] for role in charts.COLOURS["role"]}
    alternative = say(
        "periods.alt",
        first=dated["quarter"].min(),
        last=dated["quarter"].max(),
        **{role: number(counts.sum()) for role, counts in roles.items()},
        **{f"peak_{role}": NONE if counts.empty else str(counts.idxmax()) for role, counts in roles.items()},
    )
    table = dated[["quarter", "role", "filings"]]
    return _figure("periods", charts.periods, table, alternative, say("chart.no_interval"), undated)


def _owners(tables: dict[str, pd.DataFrame], undated: int) -> Figure:
    owners = tables["by_ownership"]
    dated = owners[owners["role"].isin(charts.COLOURS["role"]) & owners["quarter"].ne("")]
    table = with_shares(dated, ["quarter", "role"])
    private = with_shares(tables["ownership"], ["role"]).query("ownership == 'private'").set_index("role")["share"]
    alternative = say(
        "owners.alt",
        first=table["quarter"].min(),
        last=table["quarter"].max(),
        **{role: percent(private.get(role, 0.0)) for role in charts.COLOURS["role"]},
    )
    return _figure("owners", charts.owners, table, alternative, say("owners.interval"), undated)


def _provinces(by_province: pd.DataFrame) -> Figure:
    table = by_province.query("registry == 'aigc'")[["province", "role", "filings"]]
    totals = province_totals(table)
    first = totals.iloc[0]
    alternative = say(
        "provinces.alt",
        n=number(len(totals)),
        first=name("province", first["province"]),
        count=number(first["filings"]),
        share=percent(first["share"]),
        five=percent(totals["share"].head(5).sum()),
    )
    figure = _figure("provinces", charts.provinces, table, alternative, say("chart.no_interval"), 0)
    return figure._replace(data=data_table(totals))


def _figure(
    key: str,
    draw: Callable[[pd.DataFrame, str, int], alt.FacetChart | alt.HConcatChart],
    table: pd.DataFrame,
    alternative: Text,
    interval: Text,
    undated: int,
) -> Figure:
    """A chart in every language and width with its words. The chart's title and unit go by its key."""
    drawings = {
        language: {size: Markup(charts.to_svg(draw(table, language, width))) for size, width in charts.WIDTHS.items()}
        for language in LANGUAGES
    }
    notes = [say("chart.source"), say("chart.n", n=number(table["filings"].sum())), interval]
    if undated:
        notes.append(say("chart.undated", n=number(undated)))
    return Figure(key, say(f"{key}.title"), say(f"{key}.unit"), alternative, notes, drawings, data_table(table))
