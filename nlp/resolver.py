"""Names → organisations. A name is known, or it gets a stable id of its own cluster.

Names are one organisation when their keys are equal, when one was published as the other's former name, or
when the same organisation key stands in their filing numbers. A subsidiary's link to its group is directed:
it gives the group and never merges the two.
"""

import hashlib
from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from nlp.gloss import english_basis, english_name
from nlp.organisations import RESOLVED_COLUMNS as COLUMNS
from nlp.organisations import Organisations, begins_with_alias, claiming_organisation, stem_of
from nlp.text import compact, tidy

CONFIDENCE: Final = {
    "name": 1.0, "stem": 0.97, "renamed": 0.97, "key": 0.97, "told": 0.97, "claim": 0.9, "alias": 0.9, "own": 1.0,
}  # fmt: skip
_KIND_WORDS: Final = {
    "legal": "legal name",
    "former": "former name",
    "short": "short name",
    "brand": "brand",
    "product": "product",
    "english": "English name",
    "abbreviation": "abbreviation",
}


def resolve_names(
    names: pd.Series,
    organisations: Organisations,
    former: pd.Series | None = None,
    keys: pd.Series | None = None,
) -> pd.DataFrame:
    """Give every name its organisation and group.

    Parameters
    ----------
    names : Series of str, n names, Chinese or English.
    organisations : the tables of who is who.
    former : Series of str on the same index, published former names joined by "；", "" where none.
    keys : Series of str on the same index, organisation keys of filing numbers, "" where none.

    Returns
    -------
    DataFrame on the same index with COLUMNS; ``link_confidence`` is a float in [0, 1].
    """
    published = pd.DataFrame(
        {
            "name": names,
            "former": "" if former is None else former,
            "key": "" if keys is None else keys,
        }
    )
    return resolve_clusters(clusters(published), organisations).loc[names].set_index(names.index)


def with_organisations(table: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """A table with the columns that resolving gave, on the same index, behind its own; they replace its like-named."""
    return pd.concat([table.drop(columns=table.columns.intersection(found.columns)), found], axis=1)


def clusters(published: pd.DataFrame) -> list[list[str]]:
    """Names that mean one organisation: connected components over equal keys, renames and organisation keys.

    Parameters
    ----------
    published : DataFrame of str with name, former and key as `resolve_names` takes them; rows may repeat.

    Returns
    -------
    Every name and former name once, in order of their first appearance within and among the clusters.
    """
    published = published.drop_duplicates()
    former = [name for text in published["former"].unique() for name in text.split("；") if name]
    unique = list(dict.fromkeys([*published["name"], *former]))
    place = {name: i for i, name in enumerate(unique)}
    nodes: dict[str, int] = {}
    edges: list[tuple[int, int]] = []

    def join(name: str, shared: str) -> None:
        edges.append((place[name], len(unique) + nodes.setdefault(shared, len(nodes))))

    for name in unique:
        join(name, "name:" + (compact(name) or name))
    for row in published.itertuples(index=False):
        if row.key:
            join(row.name, "key:" + row.key)
        for old in filter(None, row.former.split("；")):
            edges.append((place[row.name], place[old]))
    size = len(unique) + len(nodes)
    left, right = np.array(edges, dtype=int).reshape(-1, 2).T
    graph = coo_array((np.ones(len(left), dtype=bool), (left, right)), shape=(size, size))
    members: dict[int, list[str]] = {}
    for name, cluster in zip(unique, connected_components(graph, directed=False)[1].tolist(), strict=False):
        members.setdefault(cluster, []).append(name)
    return list(members.values())


def _known(name: str, organisations: Organisations) -> tuple[str, float, str] | None:
    """Organisation, confidence and evidence of a name that the tables know by itself."""
    key = compact(name)
    exact = organisations.by_key.get(key)
    if exact:
        return exact[0], CONFIDENCE["name"], f"{_KIND_WORDS[exact[1]]} {tidy(name)}"
    stem = organisations.by_stem.get(stem_of(name)) if key else None
    if stem:
        return stem[0], CONFIDENCE["stem"], f"{_KIND_WORDS[stem[1]]} but for the legal form"
    begun = begins_with_alias(organisations, name)
    if begun:
        return begun[1], CONFIDENCE["alias"], f"begins with {begun[0]}, and the rest only describes"
    return None


def known_organisation(name: str, organisations: Organisations) -> str:
    """Id of the organisation that the tables know by this name, or ""."""
    found = _known(name, organisations)
    return found[0] if found else ""


def resolve_clusters(clusters: Sequence[Sequence[str]], organisations: Organisations) -> pd.DataFrame:
    """The organisation of every name; one cluster has no say in another, so they may be resolved in parts.

    Parameters
    ----------
    clusters : as `clusters` returns them, or some of them.

    Returns
    -------
    DataFrame indexed by name with COLUMNS; ``link_confidence`` is a float in [0, 1].
    """
    rows = [row for names in clusters for row in _cluster_rows(names, organisations)]
    names = [name for names in clusters for name in names]
    return pd.DataFrame(rows, columns=COLUMNS, index=pd.Index(names, dtype=str))


def _cluster_rows(names: Sequence[str], organisations: Organisations) -> list[tuple[object, ...]]:
    known = [_known(name, organisations) for name in names]
    unknown = [name for name, found in zip(names, known, strict=True) if found is None]
    identified = {found[0]: name for name, found in zip(names, known, strict=True) if found}
    if len(identified) == 1:
        organisation, via = next(iter(identified.items()))
        evidence = f"same organisation as {tidy(via)} by rename or filing number"
        renamed = _known_row((organisation, CONFIDENCE["renamed"], evidence), organisations)
    else:
        renamed = _own_row(unknown[0], organisations) if unknown else ()
    return [_known_row(found, organisations) if found else renamed for found in known]


def _known_row(found: tuple[str, float, str], organisations: Organisations) -> tuple[object, ...]:
    organisation, confidence, evidence = found
    group = organisations.root[organisation]
    return *_names(organisation, organisations), *_names(group, organisations), confidence, evidence


def _names(organisation: str, organisations: Organisations) -> tuple[str, str, str]:
    name_zh, name_en = organisations.main_names[organisation]
    return organisation, name_zh, name_en or english_name(name_zh)


def _own_row(name: str, organisations: Organisations) -> tuple[object, ...]:
    """An organisation the tables don't know, by the first name of its cluster."""
    own = (own_id(name), tidy(name), english_name(tidy(name)))
    basis = english_basis(tidy(name))
    said = f"; English name {basis}" if basis else ""
    claimed = claiming_organisation(organisations, name)
    if claimed is None:
        return (*own, *own, CONFIDENCE["own"], f"not in the organisation table{said}")
    brand, claimer = claimed
    group = _names(organisations.root[claimer], organisations)
    if brand == name:
        return (*own, *group, CONFIDENCE["told"], f"known as a company of {group[1]}{said}")
    return (*own, *group, CONFIDENCE["claim"], f"brand {brand} belongs to {group[1]}{said}")


def own_id(name: str) -> str:
    """A stable id for an organisation that the tables don't know, from its first name alone."""
    return "cn-" + hashlib.sha256((compact(name) or name).encode()).hexdigest()[:12]
