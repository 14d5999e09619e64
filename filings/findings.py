"""What the numbers say, in sentences: aggregate tables in, findings in English and Chinese out."""

from typing import NamedTuple

import pandas as pd

from filings.totals import ROLES, province_totals, state_totals, with_shares
from filings.wording import Text, enumerate_texts, name, number, percent, say


class Finding(NamedTuple):
    """A figure and the sentence that goes on from it."""

    figure: str
    sentence: Text


def deck(tables: dict[str, pd.DataFrame]) -> Text:
    """What the table holds, in one sentence."""
    table = tables["by_period"]
    if table.empty:
        return say("page.empty")
    counts = table.groupby("registry")["filings"].sum()
    parts = [say(f"deck.{registry}", count=number(count)) for registry, count in counts.items()]
    dated = table.loc[table["quarter"].ne(""), "quarter"]
    return say(
        "page.deck",
        total=number(counts.sum()),
        first=min(dated, default="?"),
        last=max(dated, default="?"),
        parts=enumerate_texts(parts),
    )


def findings(tables: dict[str, pd.DataFrame]) -> list[Finding]:
    """The five findings; one that the tables can't support is left out."""
    found = [
        _private(tables["ownership"]),
        _places(tables["by_province"]),
        _peak(tables["by_period"]),
        _state(tables["affiliation"], tables["state_actors"]),
        _frontier(tables["frontier_tiers"]),
    ]
    return [finding for finding in found if finding]


def _private(ownership: pd.DataFrame) -> Finding | None:
    """Private share of developed and of deployed services."""
    return _by_role("finding.private", ownership, "ownership", "private")


def _state(affiliation: pd.DataFrame, state_actors: pd.DataFrame) -> Finding | None:
    """State-affiliated share of developed and of deployed services, and the groups with most."""
    groups = state_totals(state_actors).groupby(["group_en", "group_zh"])["filings"].sum()
    most = groups.sort_values(ascending=False, kind="stable").head(3)
    leading = [say("finding.group", name={"en": en, "zh": zh}, count=number(n)) for (en, zh), n in most.items()]
    return _by_role("finding.state", affiliation, "affiliation", "state", groups=enumerate_texts(leading))


def _by_role(key: str, table: pd.DataFrame, column: str, code: str, **values: Text) -> Finding | None:
    """A code's share of developed services as the figure, of deployed ones in the sentence, both with interval."""
    shares = with_shares(table.query("registry == 'aigc'"), ["role"])
    chosen = shares[shares[column].eq(code)].set_index("role")
    if not set(ROLES) <= set(chosen.index):
        return None
    developed, deployed = chosen.loc["developed"], chosen.loc["deployed"]
    sentence = say(
        key,
        interval=_interval(developed),
        deployed=percent(deployed["share"]),
        deployed_interval=_interval(deployed),
        **values,
    )
    return Finding(percent(developed["share"]), sentence)


def _interval(row: "pd.Series[float]") -> Text:
    return say("finding.interval", low=percent(row["share_low"]), high=percent(row["share_high"]))


def _places(by_province: pd.DataFrame, count: int = 5) -> Finding | None:
    """Share of the first provinces in generative AI filings."""
    places = province_totals(by_province.query("registry == 'aigc'"))
    if len(places) <= count:
        return None
    sentence = say(
        "finding.provinces",
        count=number(count),
        places=enumerate_texts([name("province", place) for place in places["province"].head(count)]),
        three=percent(places["share"].head(3).sum()),
    )
    return Finding(percent(places["share"].head(count).sum()), sentence)


def _peak(by_period: pd.DataFrame) -> Finding | None:
    """The quarter with most generative AI filings, beside the same quarter a year before."""
    dated = by_period[by_period["registry"].eq("aigc") & by_period["quarter"].ne("")]
    if dated.empty:
        return None
    table = dated.pivot_table(index="quarter", columns="role", values="filings", aggfunc="sum", fill_value=0)
    table = table.reindex(columns=ROLES, fill_value=0).astype(int)
    total = table.sum(axis=1)
    peak = str(total.idxmax())
    before = total.get(str(pd.Period(peak, "Q") - 4), 0)
    roles = {role: number(count) for role, count in table.loc[peak].items()}
    if before:
        return Finding(peak, say("finding.peak_growth", times=f"{total[peak] / before:.1f}", **roles))
    return Finding(peak, say("finding.peak", **roles))


def _frontier(frontier_tiers: pd.DataFrame) -> Finding | None:
    """The commonest sector of the startups among the frontier developers, beside its share in big tech."""
    sectors = with_shares(frontier_tiers.query("field == 'sector'"), ["tier"])
    startups = sectors[sectors["tier"].eq("startup")].sort_values("filings", ascending=False, kind="stable")
    big = sectors[sectors["tier"].eq("big_tech")].set_index("code")
    if startups.empty or startups.iloc[0]["code"] not in big.index:
        return None
    first = startups.iloc[0]
    same, most = big.loc[first["code"]], big["filings"].idxmax()
    sentence = say(
        "finding.frontier",
        sector=name("sector", first["code"]),
        interval=_interval(first),
        big=percent(same["share"]),
        big_interval=_interval(same),
        most=name("sector", str(most)),
        most_share=percent(big.loc[most, "share"]),
    )
    return Finding(percent(first["share"]), sentence)
