"""Enriched table in, aggregate tables out: pure functions of DataFrames.

What is counted is said once, in `Choices`. A count that rests on tags has a 95 % interval (`filings.intervals`);
one that rests on what the lists themselves say (registry, role, date, province) has none.
"""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from filings.intervals import code_chances, count_interval
from filings.table import REGISTRIES
from nlp.organisations import Organisations, load_organisations

FRONTIER_FIELDS: Final = ("sector", "modality", "audience")
GROUP: Final = ["group_id", "group_zh", "group_en"]


@dataclass(frozen=True)
class Choices:
    """What the tables count.

    registries : the registries that count at all.
    generative : those whose filings generate something; the frontier tables count only these.
    with_cancelled : whether filings that were cancelled later count.

    A filing belongs to the quarter of its date, else of the batch it was published in. Developed and deployed
    are roles in the generative-AI registry (aigc) alone.
    """

    registries: tuple[str, ...] = REGISTRIES
    generative: tuple[str, ...] = ("aigc", "dsa")
    with_cancelled: bool = False


DEFAULT: Final = Choices()


def aggregate(
    tagged: pd.DataFrame, choices: Choices = DEFAULT, frontier: pd.Series | None = None
) -> dict[str, pd.DataFrame]:
    """Every aggregate table of a tagged filing table.

    Parameters
    ----------
    tagged : DataFrame with TAGGED_COLUMNS.
    choices : what is counted.
    frontier : Series of str, group id → tier; `frontier_groups` of the project's own labels when None.

    Returns
    -------
    File stem → table. In all of them ``filings`` is a count and ``low``, ``high`` are its 95 % interval.

    - by_period: quarter, registry, role, filings
    - by_ownership: quarter, role, ownership, filings, low, high; the role provider adds up dsa and iisa
    - ownership: registry, role, ownership, filings, low, high; all quarters together
    - by_province: registry, role, province, filings, share, cumulative_share; most first, shares in [0, 1] of
      the registry and role
    - by_group: group_id, group_zh, group_en, registry, role, filings; most first
    - frontier_sector, frontier_modality, frontier_audience: tier, group_id, group_zh, group_en, the field,
      filings, low, high
    - first_filings: tier, group_id, group_zh, group_en, registry, date (YYYY-MM-DD, or YYYY-MM of the batch),
      filing_no, name, organisation, filings (of that group and registry); the earliest first
    """
    tiers = frontier_groups(load_organisations()) if frontier is None else frontier
    counted = counted_filings(tagged, choices)
    leading = counted[counted["group_id"].isin(tiers.index)].copy()
    leading.insert(0, "tier", leading["group_id"].map(tiers))
    generative = leading[leading["registry"].isin(choices.generative)]
    owners = code_chances(counted, "ownership")
    return {
        "by_period": _count(counted, ["quarter", "registry", "role"]),
        "by_ownership": _count_tags(counted, ["quarter", "role"], "ownership", owners),
        "ownership": _count_tags(counted, ["registry", "role"], "ownership", owners),
        "by_province": by_province(counted),
        "by_group": by_group(counted),
        **{
            f"frontier_{field}": _count_tags(generative, ["tier", *GROUP], field, code_chances(counted, field))
            for field in FRONTIER_FIELDS
        },
        "first_filings": first_filings(leading),
    }


def frontier_groups(organisations: Organisations) -> pd.Series:
    """Group id → tier (big_tech or startup) of the frontier developers: Series of str."""
    tiers = organisations.table["tier"]
    return tiers[tiers.ne("") & organisations.table["parent"].eq("")]


def counted_filings(tagged: pd.DataFrame, choices: Choices) -> pd.DataFrame:
    """The filings that count, with their ``date`` (YYYY-MM-DD or YYYY-MM) and ``quarter`` (2025Q3, "" if unknown)."""
    active = tagged["status"].ne("cancelled") | choices.with_cancelled
    counted = tagged[active & tagged["registry"].isin(choices.registries)].reset_index(drop=True)
    date = counted["filed_on"].mask(counted["filed_on"].eq(""), counted["batch"])
    month = pd.to_datetime(date.str[:7], format="%Y-%m", errors="coerce")
    return counted.assign(date=date, quarter=month.dt.to_period("Q").astype(str).where(month.notna(), ""))


def by_province(counted: pd.DataFrame) -> pd.DataFrame:
    """Provinces of each registry and role, with their share and the share of all down to them."""
    keys = ["registry", "role"]
    table = _count(counted, [*keys, "province"]).sort_values(
        [*keys, "filings", "province"], ascending=[True, True, False, True], ignore_index=True
    )
    filings = table.groupby(keys)["filings"]
    total = filings.transform("sum")
    return table.assign(share=table["filings"] / total, cumulative_share=filings.cumsum() / total)


def by_group(counted: pd.DataFrame) -> pd.DataFrame:
    """Groups by registry and role; the group with most filings first."""
    names = counted[GROUP].drop_duplicates("group_id")
    table = names.merge(_count(counted, ["group_id", "registry", "role"]), on="group_id")
    return (
        table.assign(total=table.groupby("group_id")["filings"].transform("sum"))
        .sort_values(["total", "group_id", "registry", "role"], ascending=[False, True, True, True], ignore_index=True)
        .drop(columns="total")
    )


def first_filings(leading: pd.DataFrame) -> pd.DataFrame:
    """The earliest dated filing of each frontier group in each registry."""
    keys = ["group_id", "registry"]
    first = leading[leading["date"].ne("")].sort_values(["date", "filing_no"]).drop_duplicates(keys)
    columns = ["tier", *GROUP, "registry", "date", "filing_no", "name", "organisation"]
    return first[columns].merge(_count(leading, keys), on=keys, how="left")


def with_shares(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Add share, share_low and share_high: the counts over the filings of their keys, which are known exactly."""
    shares = table[["filings", "low", "high"]].div(table.groupby(keys)["filings"].transform("sum"), axis=0)
    return table.assign(share=shares["filings"], share_low=shares["low"], share_high=shares["high"])


def province_totals(by_province: pd.DataFrame) -> pd.DataFrame:
    """Provinces with all their filings, most first: province, filings, share, cumulative_share."""
    filings = by_province.groupby("province")["filings"].sum().sort_values(ascending=False, kind="stable")
    totals = filings.reset_index()
    total = filings.sum()
    return totals.assign(share=totals["filings"] / total, cumulative_share=totals["filings"].cumsum() / total)


def group_totals(by_group: pd.DataFrame) -> pd.DataFrame:
    """Groups by their generative AI filings: group_id, group_zh, group_en, developed, deployed, filings; most first."""
    services = by_group.query("registry == 'aigc'")
    roles = services.pivot_table(index=GROUP, columns="role", values="filings", aggfunc="sum", fill_value=0)
    roles = roles.reindex(columns=["developed", "deployed"], fill_value=0)
    totals = roles.assign(filings=roles.sum(axis=1)).sort_values("filings", ascending=False, kind="stable")
    return totals.reset_index()


def _count(filings: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    return filings.groupby(keys).size().rename("filings").reset_index()


def _count_tags(filings: pd.DataFrame, keys: list[str], field: str, chances: pd.DataFrame) -> pd.DataFrame:
    """Filings by keys and code with their interval; chances may hold more rows than filings."""
    table = _count(filings, [*keys, field])
    rows = filings.groupby(keys).groups
    intervals = [
        count_interval(chances.loc[rows[tuple(key)], code].to_numpy(), count)
        for *key, code, count in table.itertuples(index=False)
    ]
    return table.assign(low=[low for low, _ in intervals], high=[high for _, high in intervals])
