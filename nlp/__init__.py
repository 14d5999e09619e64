"""Names across languages: ``resolve`` gives every name its organisation, ``link`` joins two tables by name."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def resolve(table: "pd.DataFrame", column: str, labels: Path | None = None) -> "pd.DataFrame":
    """Add the organisation columns to a table with a column of names.

    Parameters
    ----------
    table : any DataFrame; ``column`` holds names as str, Chinese or English.
    labels : folder of labels; the project's own when None.

    Returns
    -------
    The table with the columns of `nlp.resolver.COLUMNS` behind its own; columns of these names are replaced.
    """
    from nlp.knowledge import default_labels
    from nlp.organisations import load_organisations
    from nlp.resolver import resolve_names, with_organisations

    found = resolve_names(table[column], load_organisations(labels or default_labels()))
    return with_organisations(table, found)


def link(
    left: "pd.DataFrame",
    right: "pd.DataFrame",
    left_column: str,
    right_column: str,
    top: int = 1,
    min_probability: float = 0.0,
    labels: Path | None = None,
) -> "pd.DataFrame":
    """Link two tables by name, whatever the languages: see `nlp.linking.link_names`."""
    from nlp.knowledge import default_labels
    from nlp.linking import link_names
    from nlp.matching import judged_pairs, load_scorer
    from nlp.organisations import load_organisations

    folder = labels or default_labels()
    return link_names(
        list(left[left_column]),
        list(right[right_column]),
        load_organisations(folder),
        load_scorer(folder),
        top=top,
        min_probability=min_probability,
        judged=judged_pairs(folder),
    )
