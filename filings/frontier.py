"""A person's own list of frontier developers: a table of ids or names in, groups and tiers out."""

from typing import Final

import pandas as pd

from nlp.errors import InputError
from nlp.organisations import Organisations
from nlp.resolver import resolve_names

#: Columns that may hold the developers, the first that is there; else it is the table's first column.
DEVELOPER_COLUMNS: Final = ("group_id", "organisation_id", "id", "name", "organisation", "group")
OTHER_TIER: Final = "frontier"


def read_frontier(table: pd.DataFrame, source: str, tagged: pd.DataFrame, organisations: Organisations) -> pd.Series:
    """Group id → tier of the developers in a table.

    Parameters
    ----------
    table : DataFrame of str with a column of organisation ids, group ids or names in either language; its column
        ``tier``, where there is one, names the tiers, else they are the organisations' own.
    source : name of the file, for messages.
    tagged : DataFrame with TAGGED_COLUMNS, whose ids count as well.

    Raises
    ------
    InputError
        A developer is neither in the organisation tables nor in the tagged table; all of them together.
    """
    column = next((name for name in DEVELOPER_COLUMNS if name in table.columns), table.columns[0])
    developers = table[column].str.strip().loc[lambda names: names.ne("")]
    known = tagged.set_index("organisation_id")["group_id"].to_dict() | organisations.root
    known |= {group: group for group in [*tagged["group_id"], *organisations.root.values()]}
    names = developers[~developers.isin(known)]
    resolved = resolve_names(names, organisations)["group_id"] if len(names) else names
    groups = developers.map(lambda developer: known.get(developer, ""))
    groups = groups.mask(groups.eq(""), resolved)
    strange = developers[~groups.isin(known.values())]
    if len(strange):
        raise InputError(
            f"{source}: row {row + 2}, column '{column}': '{value}' is no organisation of the table or of labels/"
            for row, value in strange.items()
        )
    own = organisations.table["tier"].reindex(groups).fillna("").set_axis(groups.index)
    tiers = table.get("tier", own).loc[groups.index].replace("", OTHER_TIER)
    return tiers.set_axis(groups)[~groups.duplicated().to_numpy()]
