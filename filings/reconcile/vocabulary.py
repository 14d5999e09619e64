"""The types and properties that the service speaks of, and what their codes are called in both languages."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, NamedTuple

from models.labels import read_taxonomy


class Term(NamedTuple):
    """What a type, a property or a code is called."""

    en: str
    zh: str

    @property
    def label(self) -> str:
        """Both languages in one line."""
        return f"{self.en} {self.zh}"


#: Types: everything is an organisation; a group is one without parent that has members; the rest are the kinds.
TYPES: Final = {
    "organisation": Term("Organisation", "机构"),
    "group": Term("Group", "集团"),
    "company": Term("Company", "企业"),
    "bank": Term("Bank", "银行"),
    "insurer": Term("Insurer", "保险公司"),
    "securities": Term("Securities firm", "证券公司"),
    "university": Term("University", "高等院校"),
    "school": Term("School", "学校"),
    "institute": Term("Research institute", "科研机构"),
    "hospital": Term("Hospital", "医院"),
    "media": Term("Media", "媒体"),
    "government": Term("Government", "政府机构"),
    "association": Term("Association", "社会团体"),
    "other": Term("Other", "其他"),
}
BROADER: Final = {
    **dict.fromkeys(TYPES.keys() - {"organisation"}, "organisation"),
    **dict.fromkeys(("bank", "insurer", "securities"), "company"),
}

#: Properties that data extension gives, in the order in which they are proposed.
EXTENDABLE: Final = {
    "group": Term("Group", "集团"),
    "ownership": Term("Ownership", "所有制"),
    "sector": Term("Sector", "行业"),
    "kind": Term("Kind", "类型"),
    "level": Term("Level of the state", "隶属层级"),
    "tier": Term("Tier", "梯队"),
    "name_en": Term("English name", "英文名称"),
    "name_zh": Term("Chinese name", "中文名称"),
}
#: Properties that may come with a query as hints.
HINTS: Final = {
    "province": Term("Province", "省份"),
    **{pid: EXTENDABLE[pid] for pid in ("group", "ownership", "sector", "kind", "level", "tier")},
}
_LEVELS: Final = {"central": Term("Central", "中央"), "local": Term("Local", "地方")}
_TIERS: Final = {"big_tech": Term("Big tech", "大型科技企业"), "startup": Term("Start-up", "创业企业")}

#: Property → code → what it is called.
Codes = dict[str, dict[str, Term]]


def read_codes(labels: Path | None = None) -> Codes:
    """The codes of every coded property; those of ownership and sector from the taxonomy of a labels folder."""
    taxonomy = read_taxonomy(labels)
    named = {
        field: {row.code: Term(row.en, row.zh) for row in taxonomy[taxonomy["field"].eq(field)].itertuples()}
        for field in ("ownership", "sector")
    }
    return {**named, "kind": TYPES, "level": _LEVELS, "tier": _TIERS}


def with_broader(types: Iterable[str]) -> tuple[str, ...]:
    """Types and all broader ones, the narrow ones first.

    >>> with_broader(["bank"])
    ('bank', 'company', 'organisation')
    """
    found: dict[str, None] = {}
    layer = list(types)
    while layer:
        found |= dict.fromkeys(layer)
        layer = [BROADER[type_] for type_ in layer if type_ in BROADER]
    return (*(type_ for type_ in found if type_ != "organisation"), "organisation")


def type_object(type_: str) -> dict[str, Any]:
    """A type as the API writes it, with its broader one."""
    broader = BROADER.get(type_)
    return named(type_, TYPES[type_]) | ({"broader": [type_object(broader)]} if broader else {})


def named(id_: str, term: Term) -> dict[str, str]:
    """An id with its name, as the API writes types and properties."""
    return {"id": id_, "name": term.label}
