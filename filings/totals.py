"""Aggregate tables added up for charts and findings."""

from typing import Final

import pandas as pd

from filings.statistics import GROUP

ROLES: Final = ["developed", "deployed"]


def with_shares(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Add share, share_low and share_high: the counts over the filings of their keys, which are known exactly."""
    shares = table[["filings", "low", "high"]].div(table.groupby(keys)["filings"].transform("sum"), axis=0)
    return table.assign(share=shares["filings"], share_low=shares["low"], share_high=shares["high"].clip(upper=1))


def province_totals(by_province: pd.DataFrame) -> pd.DataFrame:
    """Provinces with all their filings, most first: province, filings, share, cumulative_share."""
    filings = by_province.groupby("province")["filings"].sum().sort_values(ascending=False, kind="stable")
    totals = filings.reset_index()
    total = filings.sum()
    return totals.assign(share=totals["filings"] / total, cumulative_share=totals["filings"].cumsum() / total)


def group_totals(by_group: pd.DataFrame) -> pd.DataFrame:
    """Groups by their generative AI filings: group_id, group_zh, group_en, developed, deployed, filings; most first."""
    return _by_role(by_group.query("registry == 'aigc'"), GROUP)


def state_totals(state_actors: pd.DataFrame) -> pd.DataFrame:
    """State-affiliated groups by their generative AI filings, as `group_totals` with ownership and level."""
    return _by_role(state_actors.query("registry == 'aigc'"), [*GROUP, "ownership", "level"])


def _by_role(services: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    roles = services.pivot_table(index=keys, columns="role", values="filings", aggfunc="sum", fill_value=0)
    roles = roles.reindex(columns=ROLES, fill_value=0).astype(int)
    totals = roles.assign(filings=roles.sum(axis=1)).sort_values("filings", ascending=False, kind="stable")
    return totals.reset_index().rename_axis(columns=None)
