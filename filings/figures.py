"""The report's figures: aggregate tables in, charts with the words and the data that belong to them out."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, NamedTuple

import pandas as pd

from filings import charts, developer_charts
from filings.drawing import Chart
from filings.statistics import GROUP
from filings.totals import ROLES, province_totals, state_totals, with_shares
from filings.wording import Text, enumerate_texts, name, number, percent, say

NAMED: Final = ("registry", "role", "ownership", "province", "sector", "modality", "audience", "tier", "kind", "level")
NONE: Final = "–"
DEVELOPERS: Final = 15
ACTORS: Final = 15

Values = dict[str, str | Text]


class DataTable(NamedTuple):
    """A table as the page shows it: a heading a column, whether it holds numbers, and rows of cells."""

    columns: list[Text]
    numeric: list[bool]
    rows: list[list[str | Text]]


class Figure(NamedTuple):
    """A chart and all a reader needs to quote it. draw: language, width → chart."""

    key: str
    title: Text
    unit: Text
    alt: Text
    notes: list[Text]
    draw: Callable[[str, int], Chart]
    data: DataTable


def figures(tables: dict[str, pd.DataFrame]) -> list[Figure]:
    """The charts that the tables have filings for."""
    return [*_service_figures(tables), *_developer_figures(tables), *_state_figures(tables)]


def data_table(table: pd.DataFrame) -> DataTable:
    """A table with its headings and codes in words; a group is named once, in the reader's language."""
    shown = table.copy()
    if "group_en" in table.columns:
        names = [{"en": en, "zh": zh} for en, zh in zip(table["group_en"], table["group_zh"], strict=True)]
        shown.insert(list(table.columns).index("group_en"), "group", names)
        shown = shown.drop(columns=[column for column in GROUP if column in shown.columns])
    columns = [[_cell(column, value) for value in shown[column]] for column in shown.columns]
    return DataTable(
        columns=[say(f"column.{column}") for column in shown.columns],
        numeric=[pd.api.types.is_numeric_dtype(shown[column]) for column in shown.columns],
        rows=[list(row) for row in zip(*columns, strict=True)],
    )


def _cell(column: str, value: str | Text | float) -> str | Text:
    if isinstance(value, dict):
        return value
    if isinstance(value, str):
        return name(column, value) if column in NAMED else value
    return f"{value:.1%}" if "share" in column else number(int(value))


def _figure(
    key: str,
    draw: Callable[[pd.DataFrame, str, int], Chart],
    table: pd.DataFrame,
    data: pd.DataFrame,
    values: Values,
    interval: str = "chart.no_interval",
    notes: Sequence[Text] = (),
) -> Figure:
    """A chart with its words: title, unit and alternative text go by its key, ``values`` fill the latter's gaps."""
    count = say("chart.n", n=number(data["filings"].sum()))
    said = [say("chart.source"), count, say(interval), *notes]
    alternative = say(f"{key}.alt", **values)
    return Figure(
        key, say(f"{key}.title"), say(f"{key}.unit"), alternative, said, partial(draw, table), data_table(data)
    )


def _service_figures(tables: dict[str, pd.DataFrame]) -> list[Figure]:
    """Developed and deployed generative-AI services: over time, by owner, by place."""
    services = tables["by_period"].query("registry == 'aigc'")
    dated = services[services["quarter"].ne("")]
    undated = int(services["filings"].sum() - dated["filings"].sum())
    notes = [say("chart.undated", n=number(undated))] if undated else []
    drawn = [] if dated.empty else [_periods(dated, notes), _owners(tables, notes)]
    return drawn if services.empty else [*drawn, *_places(tables["by_province"].query("registry == 'aigc'"))]


def _periods(dated: pd.DataFrame, notes: Sequence[Text]) -> Figure:
    roles = {role: dated[dated["role"].eq(role)].set_index("quarter")["filings"] for role in ROLES}
    values: Values = {
        **_span(dated),
        **{role: number(counts.sum()) for role, counts in roles.items()},
        **{f"peak_{role}": NONE if counts.empty else str(counts.idxmax()) for role, counts in roles.items()},
    }
    table = dated[["quarter", "role", "filings"]]
    return _figure("periods", charts.periods, table, table, values, notes=notes)


def _span(dated: pd.DataFrame) -> Values:
    return {"first": dated["quarter"].min(), "last": dated["quarter"].max()}


def _owners(tables: dict[str, pd.DataFrame], notes: Sequence[Text]) -> Figure:
    owners = tables["by_ownership"]
    table = with_shares(owners[owners["role"].isin(ROLES) & owners["quarter"].ne("")], ["quarter", "role"])
    private = with_shares(tables["ownership"], ["role"]).query("ownership == 'private'").set_index("role")["share"]
    values: Values = {**_span(table), **{role: percent(private.get(role, 0.0)) for role in ROLES}}
    return _figure("owners", charts.owners, table, table, values, "owners.interval", notes)


def _places(by_province: pd.DataFrame) -> list[Figure]:
    table = by_province[["province", "role", "filings"]]
    totals = province_totals(table)
    first = totals.iloc[0]
    values: Values = {
        "n": number(len(totals)),
        "first": name("province", first["province"]),
        "count": number(first["filings"]),
        "share": percent(first["share"]),
        "five": percent(totals["share"].head(5).sum()),
    }
    return [
        _figure("tiles", charts.tiles, table, totals[["province", "filings", "share"]], values),
        _figure("provinces", charts.provinces, table, totals, values),
    ]


def _developer_figures(tables: dict[str, pd.DataFrame]) -> list[Figure]:
    """Frontier developers: fields, outputs, users, first filings."""
    if tables["frontier_modality"].empty:
        return []
    counts = tables["frontier_modality"].groupby("group_id")["filings"].sum()
    leading = counts.sort_values(ascending=False, kind="stable").head(DEVELOPERS).index
    sectors, modalities, audiences = (_of(tables[f"frontier_{f}"], leading) for f in ("sector", "modality", "audience"))
    public = _public_share(audiences, counts)
    named = [{"en": row.group_en, "zh": row.group_zh} for row in modalities.drop_duplicates("group_id").itertuples()]
    values: Values = {"n": number(len(named)), "names": enumerate_texts(named)}
    top = sectors.groupby("sector")["filings"].sum().sort_values(ascending=False).head(3).index
    top_values = values | {"top": enumerate_texts([name("sector", code) for code in top])}
    text = modalities.loc[modalities["modality"].eq("text"), "filings"].sum() / modalities["filings"].sum()
    ranked = public.sort_values("share", ascending=False, kind="stable")
    draw, interval = developer_charts, "developers.interval"
    drawn = [
        _figure("sectors", draw.sectors, sectors, sectors, top_values, interval),
        _figure("modalities", draw.modalities, modalities, modalities, values | {"text": percent(text)}, interval),
        _figure("audiences", draw.audiences, ranked, public, values, "audiences.interval"),
    ]
    first = tables["first_filings"].query("registry in ['aigc', 'dsa']")
    return drawn if first.empty else [*drawn, _timeline(first)]


def _of(table: pd.DataFrame, developers: "pd.Index[str]") -> pd.DataFrame:
    """The rows of these developers in their order, with shares of each developer's filings."""
    order = table["group_id"].map({group: place for place, group in enumerate(developers)})
    chosen = table.assign(order=order).dropna(subset=["order"]).sort_values("order", kind="stable")
    return with_shares(chosen.drop(columns="order").reset_index(drop=True), ["group_id"])


def _public_share(audiences: pd.DataFrame, counts: pd.Series) -> pd.DataFrame:
    """Each developer's share of filings that serve the public, beside all its filings; 0 where none does."""
    shares = ["share", "share_low", "share_high"]
    public = audiences[audiences["audience"].eq("b2c")].set_index("group_id")[shares]
    developers = audiences[["tier", *GROUP]].drop_duplicates("group_id")
    told = developers.join(public, on="group_id").fillna(dict.fromkeys(shares, 0.0))
    return told.assign(filings=told["group_id"].map(counts))


def _timeline(first: pd.DataFrame) -> Figure:
    table = first[["tier", *GROUP, "registry", "date", "name", "filings"]]
    early = table.iloc[0]
    values: Values = {
        "n": number(table["group_id"].nunique()),
        "date": early["date"],
        "first": {"en": early["group_en"], "zh": early["group_zh"]},
    }
    return _figure("timeline", developer_charts.timeline, table, table, values, notes=[say("timeline.note")])


def _state_figures(tables: dict[str, pd.DataFrame]) -> list[Figure]:
    actors = tables["state_actors"].query("registry == 'aigc'")
    if actors.empty:
        return []
    table = state_totals(actors)
    groups = table.groupby("group_id")["filings"].sum().sort_values(ascending=False, kind="stable")
    leading = groups.head(ACTORS)
    shown = table[table["group_id"].isin(leading.index)]
    shown = shown.assign(order=shown["group_id"].map(leading)).sort_values("order", ascending=False, kind="stable")
    first = shown.iloc[0]
    owners = actors.groupby("ownership")["filings"].sum().sort_values(ascending=False)
    parts = [say("state.part", owner=name("ownership", code), count=number(n)) for code, n in owners.items()]
    values: Values = {
        "first": {"en": first["group_en"], "zh": first["group_zh"]},
        "count": number(leading.iloc[0]),
        "total": number(groups.sum()),
        "parts": enumerate_texts(parts),
    }
    data = actors[[*GROUP, "role", "ownership", "kind", "level", "filings", "low", "high"]]
    return [_figure("state", charts.state, shown, data, values, "state.interval")]
