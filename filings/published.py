"""Published findings on the registries beside the same figures from a tagged table, and why they differ.

What was published, until when it counted and why ours differs stands in report_assets/published.csv.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final, NamedTuple

import pandas as pd

from filings.statistics import FRONTIER_FIELDS, Counted, first_filings
from filings.totals import ROLES
from filings.wording import ASSETS, LANGUAGES, Text, enumerate_texts, name, percent, say

#: From so many generative-AI filings on, a table can be compared with what was published of some 700 and more.
COMPARABLE: Final = 500
JANUARY_2025: Final = pd.Period("2025-01", "M")
CITY_PROVINCES: Final = ("北京", "上海")
CITY_CODES: Final = ("4403", "3301")  # Shenzhen, Hangzhou in GB/T 2260
CITY_NAMES: Final = "深圳|杭州"


class Comparison(NamedTuple):
    """A published finding, the published figure, ours at the same date and of all filings, why they differ."""

    key: str
    finding: Text
    published: Text
    ours: Text
    now: Text
    why: Text


def compare(counted: Counted, frontier: pd.Series) -> list[Comparison]:
    """Every published finding beside ours; none where the table holds too few generative-AI filings.

    frontier : Series of str, group id → tier.
    """
    if counted.filings["registry"].eq("aigc").sum() < COMPARABLE:
        return []
    published = pd.read_csv(ASSETS / "published.csv", dtype=str, keep_default_na=False)
    return [_comparison(row, counted, frontier) for row in published.to_dict("records")]


def _comparison(row: dict[str, str], counted: Counted, frontier: pd.Series) -> Comparison:
    filings = counted.filings
    by_then = replace(counted, filings=filings[filings["date"].str[:7].le(row["until"])])
    measure = _MEASURES[row["key"]]
    parts = ("finding", "published", "why")
    told = {part: {language: row[f"{part}_{language}"] for language in LANGUAGES} for part in parts}
    return Comparison(row["key"], ours=measure(by_then, frontier), now=measure(counted, frontier), **told)


def _services(counted: Counted) -> pd.DataFrame:
    return counted.filings[counted.filings["registry"].eq("aigc")]


def _same(text: str) -> Text:
    return dict.fromkeys(LANGUAGES, text)


def _first_provinces(size: int, counted: Counted, frontier: pd.Series) -> Text:
    """Share of the first provinces in generative-AI filings."""
    shares = _services(counted)["province"].value_counts(normalize=True)
    places = [name("province", place) for place in shares.index[:size]]
    return say("published.share", share=percent(shares.head(size).sum()), names=enumerate_texts(places))


def _models_of(group: str, counted: Counted, frontier: pd.Series) -> Text:
    """Developed services of a group."""
    services = _services(counted)
    return _same(str(int((services["group_id"].eq(group) & services["role"].eq("developed")).sum())))


def _state_deployments(kind: str, counted: Counted, frontier: pd.Series) -> Text:
    """Deployed services of state-affiliated organisations of a kind, with their interval."""
    services = _services(counted)
    rows = services[services["role"].eq("deployed") & services["kind"].eq(kind)]
    told, low, high = counted.having(rows, "ownership", counted.choices.state)
    return _same(f"{told} ({low}–{high})")


def _share(counted: Counted, rows: pd.DataFrame, codes: tuple[str, ...], field: str = "ownership") -> str:
    """Share of filings with these codes and its interval: 79% (77%–80%)."""
    shares = [value / max(len(rows), 1) for value in counted.having(rows, field, codes)]
    return f"{percent(shares[0])} ({percent(shares[1])}–{percent(shares[2])})"


def _private_share(counted: Counted, frontier: pd.Series) -> Text:
    """Private share of developed and of deployed services by year."""
    services = _services(counted)
    parts = []
    for role in ROLES:
        rows = services[services["role"].eq(role)]
        years = [f"{year} {_share(counted, part, ('private',))}" for year, part in rows.groupby(rows["date"].str[:4])]
        parts.append(say("published.role", role=name("role", role), figures="; ".join(years)))
    return say("published.parts", one=parts[0], two=parts[1])


def _tiers(field: str, counted: Counted, frontier: pd.Series) -> Text:
    """The three commonest codes of big tech and of startups, with their shares and intervals."""
    filings = counted.filings[counted.filings["registry"].isin(counted.choices.generative)]
    parts = []
    for tier in counted.choices.tiers:
        rows = filings[filings["group_id"].map(frontier).eq(tier)]
        said = [
            say("published.code", code=name(field, code), share=_share(counted, rows, (code,), field))
            for code in rows[field].value_counts().index[:3]
        ]
        parts.append(say("published.role", role=name("tier", tier), figures=enumerate_texts(said)))
    return say("published.parts", one=parts[0], two=parts[1])


def _first_of_frontier(counted: Counted, frontier: pd.Series) -> Text:
    """Who filed first: the first big-tech groups, and the first five startups with their dates."""
    filings = counted.filings[counted.filings["registry"].isin(counted.choices.generative)]
    leading = filings[filings["group_id"].isin(frontier.index)]
    first = first_filings(leading.assign(tier=leading["group_id"].map(frontier))).drop_duplicates("group_id")
    parts = []
    for tier, size in zip(counted.choices.tiers, (3, 6), strict=True):
        rows = first[first["tier"].eq(tier)].head(size)
        said = [{"en": f"{row.group_en} {row.date}", "zh": f"{row.group_zh} {row.date}"} for row in rows.itertuples()]
        parts.append(say("published.role", role=name("tier", tier), figures=enumerate_texts(said)))
    return say("published.parts", one=parts[0], two=parts[1])


def _rise(counted: Counted, frontier: pd.Series) -> Text:
    """The middle of the first three months whose filings exceed every three months before February 2025."""
    services = _services(counted)
    parts = []
    for role in ROLES:
        months = pd.PeriodIndex(services.loc[services["role"].eq(role), "date"].str[:7], freq="M").value_counts()
        every = pd.period_range(min(months.index.min(), JANUARY_2025), max(months.index.max(), JANUARY_2025), freq="M")
        three = months.reindex(every, fill_value=0).rolling(3, center=True).sum()
        after = three[three.index > JANUARY_2025]
        risen = after[after > three[three.index < JANUARY_2025].max()]
        when = "–" if risen.empty else f"+{(risen.index[0] - JANUARY_2025).n} ({risen.index[0]})"
        parts.append(say("published.role", role=name("role", role), figures=when))
    return say("published.parts", one=parts[0], two=parts[1])


def _tools(counted: Counted) -> pd.DataFrame:
    return counted.filings[counted.filings["registry"].isin(["aigc", "dsa"])]


def _tool_count(counted: Counted, frontier: pd.Series) -> Text:
    return _same(f"{len(_tools(counted)):,}")


def _state_share(counted: Counted, frontier: pd.Series) -> Text:
    return _same(_share(counted, _tools(counted), counted.choices.state))


def _foreign_share(counted: Counted, frontier: pd.Series) -> Text:
    return _same(_share(counted, _tools(counted), ("foreign",)))


def _in_four_cities(counted: Counted, frontier: pd.Series) -> Text:
    """Share in Beijing, Shanghai, Shenzhen, Hangzhou: by province, by the district in the number, else by name.

    Numbers of generative-AI filings tell no district; another filing of the same organisation may.
    """
    tools = _tools(counted)
    told = counted.filings[counted.filings["district_code"].ne("")].drop_duplicates("organisation_id")
    elsewhere = tools["organisation_id"].map(told.set_index("organisation_id")["district_code"]).astype(str)
    district = tools["district_code"].where(tools["district_code"].ne(""), elsewhere)
    there = tools["province"].isin(CITY_PROVINCES) | district.str.startswith(CITY_CODES)
    return _same(percent(float((there | tools["organisation"].str.contains(CITY_NAMES)).mean())))


_MEASURES: Final[dict[str, Callable[[Counted, pd.Series], Text]]] = {
    "three_provinces": partial(_first_provinces, 3),
    "five_provinces": partial(_first_provinces, 5),
    **{f"models_{group}": partial(_models_of, group) for group in ("inspur", "china-mobile", "china-telecom")},
    **{f"deployed_{kind}": partial(_state_deployments, kind) for kind in ("bank", "hospital")},
    "private_share": _private_share,
    **{f"tiers_{field}": partial(_tiers, field) for field in FRONTIER_FIELDS},
    "first_filings": _first_of_frontier,
    "rise": _rise,
    "tools": _tool_count,
    "tools_state": _state_share,
    "tools_foreign": _foreign_share,
    "tools_cities": _in_four_cities,
}
