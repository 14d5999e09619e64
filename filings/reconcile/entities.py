"""The organisations as the service shows them."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from filings.reconcile.vocabulary import TYPES, named, with_broader
from nlp.company_names import parse
from nlp.gloss import english_name
from nlp.knowledge import shipped_knowledge
from nlp.organisations import Organisations
from nlp.places import province_of_code

CODED = ("ownership", "sector", "kind", "level", "tier")


@dataclass(frozen=True, slots=True)
class Entity:
    """One organisation.

    group : id of its group, its own if it has no parent. types : from narrow to broad.
    codes : ownership, sector, kind, level and tier, "" where unknown. provinces : those that its name speaks of.
    """

    id: str
    name_zh: str
    name_en: str
    group: str
    types: tuple[str, ...]
    codes: dict[str, str]
    provinces: frozenset[str]
    note: str

    @property
    def label(self) -> str:
        """The name in both languages, once if they are the same."""
        return self.name_zh if self.name_zh == self.name_en else f"{self.name_zh} · {self.name_en}"


def entities_of(organisations: Organisations) -> dict[str, Entity]:
    """Id → organisation, in the order of the table."""
    table = organisations.table
    groups = set(table["parent"]) & set(table.index[table["parent"].eq("")])
    return {
        row.Index: Entity(
            row.Index,
            row.name_zh,
            row.name_en or english_name(row.name_zh),
            organisations.root[row.Index],
            with_broader([row.kind, *(["group"] if row.Index in groups else [])]),
            {column: getattr(row, column) for column in CODED},
            _provinces(row.name_zh),
            row.note,
        )
        for row in table.itertuples()
    }


def shown(entity: Entity, entities: dict[str, Entity], types: str = "type") -> dict[str, Any]:
    """An organisation as the API writes it, described by its kind and its group; its types under the key ``types``."""
    group = entities[entity.group]
    kind = TYPES[entity.codes["kind"]].label
    return {
        "id": entity.id,
        "name": entity.label,
        "description": kind if group is entity else f"{kind} · {group.label}",
        types: [named(type_, TYPES[type_]) for type_ in entity.types],
    }


def _provinces(name: str) -> frozenset[str]:
    return frozenset(_province_of_place()[place] for place in parse(name).places if place in _province_of_place())


@cache
def _province_of_place() -> dict[str, str]:
    """Short name of a province or prefecture → short name of its province; of namesakes, the wider place."""
    places = shipped_knowledge("places.csv")
    wide = places[places["level"].ne("county")].sort_values("level", kind="stable")
    return {row.short: province_of_code(row.code) for row in wide.itertuples() if row.short}
