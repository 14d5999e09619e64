"""Who is who: labels/organisations.csv and labels/aliases.csv.

An organisation's parent is who controls it; the root of the chain is its group. Aliases are further names.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from nlp.company_names import parse
from nlp.english_words import describing_words, words
from nlp.errors import InputError
from nlp.knowledge import default_labels, read_knowledge, table_path
from nlp.name_index import Lookups, saved_index
from nlp.places import place_words
from nlp.text import compact, has_chinese

ORGANISATION_COLUMNS: Final = [
    "id", "name_zh", "name_en", "parent", "kind", "level", "ownership", "sector", "tier", "note",
]  # fmt: skip
#: What resolving a name gives.
RESOLVED_COLUMNS: Final = [
    "organisation_id", "organisation_zh", "organisation_en", "group_id", "group_zh", "group_en",
    "link_confidence", "link_evidence",
]  # fmt: skip
ALIAS_COLUMNS: Final = ["alias", "organisation", "kind", "claims", "ambiguous"]
ALIAS_KINDS: Final = ("legal", "former", "short", "brand", "product", "english", "abbreviation")
KINDS: Final = (
    "company", "bank", "insurer", "securities", "university", "school", "institute", "hospital", "media",
    "government", "association", "other",
)  # fmt: skip
TIERS: Final = ("", "big_tech", "startup")
LEVELS: Final = ("", "central", "local")


@dataclass(frozen=True)
class Organisations:
    """The organisation tables, checked.

    table : DataFrame indexed by id, ORGANISATION_COLUMNS but id, all str.
    aliases : DataFrame with ALIAS_COLUMNS, all str.
    labels : the folder that they come from, beside whose models what is looked up in them may be saved.
    """

    table: pd.DataFrame
    aliases: pd.DataFrame
    labels: Path | None = None

    @cached_property
    def _saved(self) -> Lookups:
        return saved_index(self.labels) if self.labels else {}

    def indexed(self) -> "Organisations":
        """These tables with all that is looked up in them made, so that other processes needn't make it anew."""
        _ = self.root, self.main_names, self.by_key, self.by_stem, self.english_aliases, self.heads
        _ = self.claims, self.strangers
        return self

    @cached_property
    def root(self) -> dict[str, str]:
        """Organisation id → id of its group."""
        parents: dict[str, str] = self.table["parent"].to_dict()
        roots = {}
        for organisation in parents:
            top = organisation
            while parents[top]:
                top = parents[top]
            roots[organisation] = top
        return roots

    @cached_property
    def main_names(self) -> dict[str, tuple[str, str]]:
        """Organisation id → its Chinese and English name in the table, "" (or a glossed one) where that has none."""
        return self._saved.get("main_names") or dict(
            zip(self.table.index, zip(self.table["name_zh"], self.table["name_en"], strict=True), strict=True)
        )

    @cached_property
    def names(self) -> pd.DataFrame:
        """Every name of every organisation: columns name, organisation, kind, ambiguous; all str."""
        own = pd.concat(
            [
                pd.DataFrame(
                    {"name": self.table[column], "organisation": self.table.index, "kind": kind, "ambiguous": ""}
                )
                for column, kind in (("name_zh", "legal"), ("name_en", "english"))
            ]
        )
        aliases = self.aliases.rename(columns={"alias": "name"})[["name", "organisation", "kind", "ambiguous"]]
        names = pd.concat([own, aliases], ignore_index=True)
        return names[names["name"].ne("")].reset_index(drop=True)

    @cached_property
    def by_key(self) -> dict[str, tuple[str, str]]:
        """Key of a name (`compact`) → organisation and kind, for names that mean one organisation."""
        return self._saved.get("by_key") or _unambiguous(self.names, [compact(name) for name in self.names["name"]])

    @cached_property
    def by_stem(self) -> dict[str, tuple[str, str]]:
        """Name without its legal form → organisation and kind, for names that mean one organisation."""
        if saved := self._saved.get("by_stem"):
            return saved
        named = self.names[self.names["kind"].isin(["legal", "former", "english"])]
        return _unambiguous(named, [stem_of(name) for name in named["name"]])

    @cached_property
    def english_aliases(self) -> dict[str, str]:
        """Latin aliases of four letters and more, as `nlp.english_words` writes them, to their organisation."""
        if saved := self._saved.get("english_aliases"):
            return saved
        chinese = np.array([has_chinese(name) for name in self.names["name"]], dtype=bool)
        latin = self.names[~chinese & self.names["kind"].ne("product").to_numpy()]
        keys = ["".join(words(name)) for name in latin["name"]]
        return {key: organisation for key, (organisation, _) in _unambiguous(latin, keys).items() if len(key) > 3}

    @cached_property
    def heads(self) -> dict[str, str]:
        """Organisation → its group, where it bears the group's name but for the legal form: 比亚迪股份有限公司."""
        if saved := self._saved.get("heads"):
            return saved
        below = {organisation: root for organisation, root in self.root.items() if organisation != root}
        named = self.names[self.names["kind"].ne("product") & self.names["organisation"].isin(below.values())]
        borne = {(root, stem_of(name)) for root, name in zip(named["organisation"], named["name"], strict=True)}
        own_names = self.table["name_zh"]
        return {id_: root for id_, root in below.items() if (root, stem_of(own_names[id_])) in borne}

    @cached_property
    def claims(self) -> dict[str, str]:
        """Brand that claims unknown companies bearing it → organisation."""
        claiming = self.aliases[self.aliases["claims"].eq("yes")]
        return dict(zip(map(compact, claiming["alias"]), claiming["organisation"], strict=True))

    @cached_property
    def strangers(self) -> set[tuple[str, str]]:
        """Key of a name and an organisation to which it does not belong, whatever it looks like."""
        denied = self.aliases[self.aliases["claims"].eq("no")]
        return set(zip(map(compact, denied["alias"]), denied["organisation"], strict=True))


def stem_of(name: str) -> str:
    """A name with its places but without its legal form, as a key."""
    parts = parse(name)
    return compact(" ".join((*parts.places, parts.brand, *parts.trade, parts.institution, parts.branch)))


def _unambiguous(names: pd.DataFrame, keys: list[str]) -> dict[str, tuple[str, str]]:
    table = names.assign(key=keys)
    table = table[table["key"].ne("") & table["ambiguous"].ne("yes")]
    sole = table.groupby("key")["organisation"].transform("nunique").eq(1)
    first = table[sole].drop_duplicates("key")
    return {row.key: (row.organisation, row.kind) for row in first.itertuples()}


def load_organisations(labels: Path | None = None) -> Organisations:
    """Read and check the organisation tables of a labels folder.

    Raises
    ------
    InputError
        All faults together, each with file, row and column.
    """
    table = read_knowledge("organisations.csv", ORGANISATION_COLUMNS, labels)
    aliases = read_knowledge("aliases.csv", ALIAS_COLUMNS, labels)
    faults = [*_table_faults(table, labels), *_alias_faults(table, aliases, labels)]
    if faults:
        raise InputError(faults)
    folder = labels or default_labels()
    return Organisations(table[ORGANISATION_COLUMNS].set_index("id"), aliases[ALIAS_COLUMNS], folder)


def _table_faults(table: pd.DataFrame, labels: Path | None) -> list[str]:
    path = table_path("organisations.csv", labels)
    faults = [
        f"{path}: row {i + 2}, column 'id': '{id_}' stands twice; give it an id of its own"
        for i, id_ in table.loc[table["id"].duplicated(), "id"].items()
    ]
    orphans = table[table["parent"].ne("") & ~table["parent"].isin(table["id"])]
    faults += [
        f"{path}: row {i + 2}, column 'parent': there is no organisation '{parent}'"
        for i, parent in orphans["parent"].items()
    ]
    for column, codes in (("kind", KINDS), ("level", LEVELS), ("tier", TIERS)):
        faults += [
            f"{path}: row {i + 2}, column '{column}': '{code}' is none of {', '.join(filter(None, codes))}"
            for i, code in table.loc[~table[column].isin(codes), column].items()
        ]
    return faults + [f"{path}: row {row}, column 'parent': '{id_}' is its own ancestor" for row, id_ in _cycles(table)]


def _cycles(table: pd.DataFrame) -> list[tuple[int, str]]:
    parents = dict(zip(table["id"], table["parent"], strict=True))
    found = []
    for row, start in enumerate(table["id"], 2):
        seen = {start}
        above = parents.get(start, "")
        while above and above not in seen:
            seen.add(above)
            above = parents.get(above, "")
        if above == start:
            found.append((row, start))
    return found


def _alias_faults(table: pd.DataFrame, aliases: pd.DataFrame, labels: Path | None) -> list[str]:
    path = table_path("aliases.csv", labels)
    foreign = aliases[~aliases["organisation"].isin(table["id"])]
    faults = [
        f"{path}: row {i + 2}, column 'organisation': there is no '{o}'" for i, o in foreign["organisation"].items()
    ]
    return faults + [
        f"{path}: row {i + 2}, column 'kind': '{kind}' is none of {', '.join(ALIAS_KINDS)}"
        for i, kind in aliases.loc[~aliases["kind"].isin(ALIAS_KINDS), "kind"].items()
    ]


def claiming_organisation(organisations: Organisations, name: str) -> tuple[str, str] | None:
    """What claims an unknown Chinese company: its own name, or a brand that its brand starts with; and whose it is."""
    if not has_chinese(name):
        return None
    told = organisations.claims.get(compact(name))
    if told:
        return name, told
    brand = compact(parse(name).brand)
    for size in range(len(brand), 1, -1):
        organisation = organisations.claims.get(brand[:size])
        if organisation and (compact(name), organisation) not in organisations.strangers:
            return brand[:size], organisation
    return None


def begins_with_alias(organisations: Organisations, name: str) -> tuple[str, str] | None:
    """Alias and organisation of an English name that is an alias and words that only describe.

    Tencent AI Lab, Beijing ByteDance Technology: places before the alias and trade words, places and legal
    forms behind it may stand beside the alias, nothing else.
    """
    if has_chinese(name):
        return None
    found = words(name)
    while found and found[0] in place_words():
        found = found[1:]
    for size in range(len(found), 0, -1):
        alias = "".join(found[:size])
        organisation = organisations.english_aliases.get(alias)
        if not organisation or (compact(name), organisation) in organisations.strangers:
            continue
        if all(word in describing_words() for word in found[size:]):
            return " ".join(found[:size]), organisation
    return None
