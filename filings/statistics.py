"""Enriched table in, aggregate tables out: pure functions of DataFrames.

What is counted is said once, in `Choices`. A count that rests on tags has a 95 % interval (`filings.intervals`);
one that rests on what the lists themselves say (registry, role, date, province) has none.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from filings.intervals import Truths, draw_truths, interval
from filings.sources.numbers import decode
from filings.table import FIELDS, REGISTRIES
from nlp.organisations import Organisations, load_organisations

FRONTIER_FIELDS: Final = ("sector", "modality", "audience")
ORGANISATION: Final = ["organisation_id", "organisation_zh", "organisation_en"]
GROUP: Final = ["group_id", "group_zh", "group_en"]


@dataclass(frozen=True)
class Choices:
    """What the tables count. The report says all of it under "How this was counted".

    registries : the registries that count at all.
    generative : those whose filings generate something; the frontier tables count only these.
    with_cancelled : whether filings that were cancelled later count.
    dated_by : columns that date a filing, and so its quarter; the first that says something.
    roles : the roles told apart as developed and deployed; they stand in the generative-AI registry alone.
    state : the ownerships that make an organisation state-affiliated.
    tiers : the tiers of labels/organisations.csv that make a group a frontier developer, unless others are given.
    """

    registries: tuple[str, ...] = REGISTRIES
    generative: tuple[str, ...] = ("aigc", "dsa")
    with_cancelled: bool = False
    dated_by: tuple[str, ...] = ("filed_on", "batch")
    roles: tuple[str, ...] = ("developed", "deployed")
    state: tuple[str, ...] = ("soe", "research", "government", "media")
    tiers: tuple[str, ...] = ("big_tech", "startup")


DEFAULT: Final = Choices()


@dataclass(frozen=True)
class Counted:
    """The filings that count, and draws of what their tags truly are.

    filings : DataFrame with TAGGED_COLUMNS, ``date`` (YYYY-MM-DD or YYYY-MM), ``quarter`` (2025Q3, "" if unknown),
        and ``kind``, ``level`` of the organisation, "" where it is in no table.
    truths : field → draws on the same rows. choices : what was counted.
    """

    filings: pd.DataFrame
    truths: dict[str, Truths]
    choices: Choices

    def by_code(
        self, rows: pd.DataFrame, keys: list[str], field: str, truths: Truths | None = None, missed: bool = True
    ) -> pd.DataFrame:
        """Filings by keys and code of a field: keys, field, filings, low, high.

        rows : some of ``filings``. missed : whether to give codes that no filing of a cell is tagged with, but
        that some of them may truly have (filings 0, low 0, high above 0).
        """
        truths = truths or self.truths[field]
        cells = rows.groupby(keys, sort=True)
        counts = truths.counts(rows.index.to_numpy(), cells.ngroup().to_numpy())
        told = np.zeros(counts.shape[1:], int)
        np.add.at(told, (cells.ngroup().to_numpy(), pd.Categorical(rows[field], truths.codes).codes), 1)
        low, high = interval(counts, told, cells.size().to_numpy()[:, None])
        cell, code = np.nonzero((told > 0) | (missed & (high > 0)))
        table = cells.size().reset_index()[keys].iloc[cell].reset_index(drop=True)
        codes = np.array(truths.codes, dtype=object)[code]
        return table.assign(**{field: codes}, filings=told[cell, code], low=low[cell, code], high=high[cell, code])

    def having(self, rows: pd.DataFrame, field: str, codes: tuple[str, ...]) -> tuple[int, int, int]:
        """Filings of some rows that have one of these codes: filings, low, high."""
        truths = self.truths[field]
        wanted = np.isin(truths.codes, codes)
        counts = truths.counts(rows.index.to_numpy(), np.zeros(len(rows), int))[:, :, wanted].sum(axis=(1, 2))
        told = int(rows[field].isin(codes).sum())
        low, high = interval(counts, np.array(told), len(rows))
        return told, int(low), int(high)


def count(
    tagged: pd.DataFrame,
    choices: Choices = DEFAULT,
    organisations: Organisations | None = None,
    held_out: dict[str, pd.DataFrame] | None = None,
    audit: pd.DataFrame | None = None,
) -> Counted:
    """Choose what counts and draw its truths; parameters as in `aggregate`."""
    filings = counted_filings(tagged, choices)
    known = (organisations or load_organisations()).table[["kind", "level"]]
    ids = filings["organisation_id"].where(filings["organisation_id"].isin(known.index), filings["group_id"])
    facts = known.reindex(ids).fillna("").set_index(filings.index)
    central = facts["level"].eq("") & decode(filings["filing_no"])["central"].eq("yes")
    filings = filings.assign(kind=facts["kind"], level=facts["level"].mask(central, "central"))
    truths = {field: draw_truths(filings, field, (held_out or {}).get(field), audit) for field in FIELDS}
    return Counted(filings, truths, choices)


def aggregate(
    tagged: pd.DataFrame,
    choices: Choices = DEFAULT,
    frontier: pd.Series | None = None,
    organisations: Organisations | None = None,
    held_out: dict[str, pd.DataFrame] | None = None,
    audit: pd.DataFrame | None = None,
) -> dict[str, pd.DataFrame]:
    """Every aggregate table of a tagged filing table.

    Parameters
    ----------
    tagged : DataFrame with TAGGED_COLUMNS.
    choices : what is counted.
    frontier : Series of str, group id → tier; `frontier_groups` of the organisations when None.
    organisations : who is who; the project's own labels when None.
    held_out : field → out-of-fold predictions (`models.training.Tagger.out_of_fold`), for the intervals.
    audit : judged rows of the audit sample (`filings.intervals.AUDIT_COLUMNS`), for the intervals.

    Returns
    -------
    File stem → table, as `tables` returns them.
    """
    known = organisations or load_organisations()
    leading = frontier_groups(known, choices) if frontier is None else frontier
    return tables(count(tagged, choices, known, held_out, audit), leading)


def tables(counted: Counted, frontier: pd.Series) -> dict[str, pd.DataFrame]:
    """File stem → table. In all of them ``filings`` is a count and ``low``, ``high`` are its 95 % interval.

    - by_period: quarter, registry, role, filings
    - by_ownership: quarter, role, ownership, filings, low, high; the role provider adds up dsa and iisa
    - ownership: registry, role, ownership, filings, low, high; all quarters together
    - affiliation: registry, role, affiliation (state, or the other ownerships), filings, low, high
    - by_province: registry, role, province, filings, share, cumulative_share; most first, shares in [0, 1] of
      the registry and role
    - by_group: group_id, group_zh, group_en, registry, role, filings; most first
    - frontier_sector, frontier_modality, frontier_audience: tier, group_id, group_zh, group_en, the field,
      filings, low, high
    - frontier_tiers: tier, field, code, filings, low, high; big tech against startups in these three fields
    - first_filings: tier, group_id, group_zh, group_en, registry, date, dated_by, filing_no, name, organisation,
      filings (of that group and registry); the earliest first
    - state_actors: registry, role, ownership, kind, level, group_id, group_zh, group_en, filings, low, high
    - deployment: sector, ownership, filings, low, high; deployed services only
    - organisations: organisation_id, organisation_zh, organisation_en, group_id, group_zh, group_en, ownership,
      filings, a column a registry, first_date, last_date; most filings first
    """
    filings, choices = counted.filings, counted.choices
    leading = filings[filings["group_id"].isin(frontier.index)].copy()
    leading.insert(0, "tier", leading["group_id"].map(frontier))
    generative = leading[leading["registry"].isin(choices.generative)]
    return {
        "by_period": _count(filings, ["quarter", "registry", "role"]),
        "by_ownership": counted.by_code(filings, ["quarter", "role"], "ownership"),
        "ownership": counted.by_code(filings, ["registry", "role"], "ownership"),
        "affiliation": affiliation(counted),
        "by_province": by_province(filings),
        "by_group": by_group(filings),
        **{f"frontier_{field}": counted.by_code(generative, ["tier", *GROUP], field) for field in FRONTIER_FIELDS},
        "frontier_tiers": frontier_tiers(counted, generative),
        "first_filings": first_filings(leading),
        "state_actors": state_actors(counted),
        "deployment": deployment(counted),
        "organisations": organisation_table(filings, choices),
    }


def frontier_groups(organisations: Organisations, choices: Choices = DEFAULT) -> pd.Series:
    """Group id → tier of the frontier developers: Series of str."""
    tiers = organisations.table["tier"]
    return tiers[tiers.isin(choices.tiers) & organisations.table["parent"].eq("")]


def counted_filings(tagged: pd.DataFrame, choices: Choices = DEFAULT) -> pd.DataFrame:
    """The filings that count, with their ``date`` (YYYY-MM-DD or YYYY-MM) and ``quarter`` (2025Q3, "" if unknown)."""
    active = tagged["status"].ne("cancelled") | choices.with_cancelled
    counted = tagged[active & tagged["registry"].isin(choices.registries)].reset_index(drop=True)
    date = pd.Series("", index=counted.index, dtype=str)
    for column in choices.dated_by:
        date = date.mask(date.eq(""), counted[column])
    month = pd.to_datetime(date.str[:7], format="%Y-%m", errors="coerce")
    return counted.assign(date=date, quarter=month.dt.to_period("Q").astype(str).where(month.notna(), ""))


def by_province(filings: pd.DataFrame) -> pd.DataFrame:
    """Provinces of each registry and role, with their share and the share of all down to them."""
    keys = ["registry", "role"]
    table = _count(filings, [*keys, "province"]).sort_values(
        [*keys, "filings", "province"], ascending=[True, True, False, True], ignore_index=True
    )
    counts = table.groupby(keys)["filings"]
    total = counts.transform("sum")
    return table.assign(share=table["filings"] / total, cumulative_share=counts.cumsum() / total)


def by_group(filings: pd.DataFrame) -> pd.DataFrame:
    """Groups by registry and role; the group with most filings first."""
    names = filings[GROUP].drop_duplicates("group_id")
    table = names.merge(_count(filings, ["group_id", "registry", "role"]), on="group_id")
    return (
        table.assign(total=table.groupby("group_id")["filings"].transform("sum"))
        .sort_values(["total", "group_id", "registry", "role"], ascending=[False, True, True, True], ignore_index=True)
        .drop(columns="total")
    )


def first_filings(leading: pd.DataFrame) -> pd.DataFrame:
    """The earliest filing of each frontier group in each registry.

    The lists publish some filings long after they were made: where the year in the number is earlier than the
    date, the date is that year (YYYY), and ``dated_by`` says number; else it is filed_on or batch.
    """
    keys = ["group_id", "registry"]
    year = decode(leading["filing_no"])["year"]
    earlier = year.ne("") & year.lt(leading["date"].str[:4])
    dated_by = leading["filed_on"].ne("").map({True: "filed_on", False: "batch"}).mask(earlier, "number")
    dated = leading.assign(date=leading["date"].mask(earlier, year), dated_by=dated_by)
    first = dated[dated["date"].ne("")].sort_values(["date", "batch", "filing_no"]).drop_duplicates(keys)
    columns = ["tier", *GROUP, "registry", "date", "dated_by", "filing_no", "name", "organisation"]
    return first[columns].merge(_count(leading, keys), on=keys, how="left")


def affiliation(counted: Counted) -> pd.DataFrame:
    """Filings by registry and role, with the state-affiliated ownerships put together."""
    truths, state = counted.truths["ownership"], counted.choices.state
    names = {code: "state" if code in state else code for code in truths.codes}
    rows = counted.filings.assign(affiliation=counted.filings["ownership"].map(names))
    return counted.by_code(rows, ["registry", "role"], "affiliation", truths.merged(names))


def frontier_tiers(counted: Counted, generative: pd.DataFrame) -> pd.DataFrame:
    """Filings of each tier of frontier developers by code of each frontier field."""
    parts = [counted.by_code(generative, ["tier"], field).rename(columns={field: "code"}) for field in FRONTIER_FIELDS]
    named = [part.assign(field=field) for field, part in zip(FRONTIER_FIELDS, parts, strict=True)]
    return pd.concat(named, ignore_index=True)[["tier", "field", "code", "filings", "low", "high"]]


def state_actors(counted: Counted) -> pd.DataFrame:
    """Filings of state-affiliated organisations by what they are; most first in each registry and role."""
    keys = ["registry", "role", "kind", "level", *GROUP]
    state = counted.choices.state
    filings = counted.filings
    affiliated = filings.loc[filings["ownership"].isin(state), "group_id"]
    table = counted.by_code(filings[filings["group_id"].isin(affiliated)], keys, "ownership", missed=False)
    chosen = table[table["ownership"].isin(state)]
    order = ["registry", "role", "filings", "group_id"]
    sorted_ = chosen.sort_values(order, ascending=[True, True, False, True], ignore_index=True)
    return sorted_[["registry", "role", "ownership", "kind", "level", *GROUP, "filings", "low", "high"]]


def deployment(counted: Counted) -> pd.DataFrame:
    """Deployed services by sector and owner."""
    deployed = counted.filings[counted.filings["role"].eq("deployed")]
    both = deployed.assign(both=deployed["sector"] + " " + deployed["ownership"])
    crossed = counted.truths["sector"].cross(counted.truths["ownership"])
    table = counted.by_code(both, ["role"], "both", crossed)
    names = table["both"].str.split(" ", n=1, expand=True).reindex(columns=[0, 1])
    return pd.DataFrame({"sector": names[0], "ownership": names[1]}).join(table[["filings", "low", "high"]])


def organisation_table(filings: pd.DataFrame, choices: Choices = DEFAULT) -> pd.DataFrame:
    """One row per organisation, with the ownership that most of its filings are tagged with."""
    groups = filings.groupby("organisation_id", sort=True)
    table = groups[[*ORGANISATION[1:], *GROUP]].first()
    most = _count(filings, ["organisation_id", "ownership"]).sort_values("filings", kind="stable", ascending=False)
    table["ownership"] = most.drop_duplicates("organisation_id").set_index("organisation_id")["ownership"]
    table["filings"] = groups.size()
    for registry in choices.registries:
        table[registry] = filings["registry"].eq(registry).groupby(filings["organisation_id"]).sum().astype(int)
    dates = filings[filings["date"].ne("")].groupby("organisation_id")["date"]
    table = table.assign(first_date=dates.min(), last_date=dates.max())
    table[["first_date", "last_date"]] = table[["first_date", "last_date"]].fillna("")
    return table.sort_values("filings", ascending=False, kind="stable").reset_index()


def _count(filings: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    return filings.groupby(keys).size().rename("filings").reset_index()
