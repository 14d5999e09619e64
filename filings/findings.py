"""What the numbers say, in sentences: aggregate tables in, findings in English and Chinese out."""

from typing import NamedTuple

import pandas as pd

from filings.statistics import group_totals, province_totals, with_shares
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
    """Findings on generative AI; one that the tables can't support is left out."""
    found = [_private(tables["ownership"]), _places(tables["by_province"]), _peak(tables["by_period"])]
    return [finding for finding in [*found, _groups(tables["by_group"])] if finding]


def _private(ownership: pd.DataFrame) -> Finding | None:
    """Private share of developed and of deployed services."""
    shares = with_shares(ownership, ["registry", "role"])
    private = shares[shares["ownership"].eq("private")].set_index("role")
    if not {"developed", "deployed"} <= set(private.index):
        return None
    developed, deployed = private.loc["developed"], private.loc["deployed"]
    sentence = say(
        "finding.private",
        interval=_interval(developed),
        deployed=percent(deployed["share"]),
        deployed_interval=_interval(deployed),
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
    table = table.reindex(columns=["developed", "deployed"], fill_value=0)
    total = table.sum(axis=1)
    peak = str(total.idxmax())
    before = total.get(str(pd.Period(peak, "Q") - 4), 0)
    roles = {role: number(count) for role, count in table.loc[peak].items()}
    if before:
        return Finding(peak, say("finding.peak_growth", times=f"{total[peak] / before:.1f}", **roles))
    return Finding(peak, say("finding.peak", **roles))


def _groups(by_group: pd.DataFrame) -> Finding | None:
    """The groups with most generative AI filings."""
    leading = group_totals(by_group).head(4)
    if len(leading) < 4:
        return None
    named = [
        say("finding.group", name={"en": row.group_en, "zh": row.group_zh}, count=number(row.filings))
        for row in leading.iloc[1:].itertuples()
    ]
    first = {"en": leading["group_en"].iloc[0], "zh": leading["group_zh"].iloc[0]}
    sentence = say("finding.groups", first=first, others=enumerate_texts(named))
    return Finding(number(leading["filings"].iloc[0]), sentence)
