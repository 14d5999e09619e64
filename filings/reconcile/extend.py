"""Data extension: values of properties for organisations that are already reconciled."""

from typing import Any

from filings.reconcile.entities import Entity
from filings.reconcile.queries import FORMS, Extension
from filings.reconcile.vocabulary import EXTENDABLE, TYPES, Codes, named

SETTINGS = [
    {
        "name": "form",
        "label": "Form of codes",
        "type": "select",
        "default": FORMS[0],
        "help_text": "Ownership, sector, kind, level and tier as the project's codes, in English or in Chinese.",
        "choices": [
            {"value": form, "name": name} for form, name in zip(FORMS, ("Code", "English", "中文"), strict=True)
        ],
    }
]


def extend(asked: Extension, entities: dict[str, Entity], codes: Codes) -> dict[str, Any]:
    """The values asked for, as the API writes them; an unknown id has empty cells."""
    return {
        "meta": [
            named(pid, EXTENDABLE[pid]) | ({"type": named("group", TYPES["group"])} if pid == "group" else {})
            for pid in asked.forms
        ],
        "rows": {
            id_: {
                pid: _cells(entities[id_], pid, form, entities, codes) if id_ in entities else []
                for pid, form in asked.forms.items()
            }
            for id_ in asked.ids
        },
    }


def _cells(entity: Entity, pid: str, form: str, entities: dict[str, Entity], codes: Codes) -> list[dict[str, str]]:
    if pid == "group":
        return [{"id": entity.group, "name": entities[entity.group].label}]
    if pid in ("name_zh", "name_en"):
        return [{"str": getattr(entity, pid)}]
    code = entity.codes[pid]
    return [{"str": code_name(codes, pid, code, form)}] if code else []


def code_name(codes: Codes, pid: str, code: str, form: str) -> str:
    """A code in one of the FORMS; a code without a name stands for itself."""
    term = codes[pid].get(code)
    return code if form == "code" or term is None else str(getattr(term, form))


def proposal(type_: str, limit: int | None) -> dict[str, Any]:
    """The properties that can be fetched; they are the same for every type."""
    proposed = [named(pid, term) for pid, term in EXTENDABLE.items()][:limit]
    return {"type": type_, "properties": proposed} | ({"limit": limit} if limit is not None else {})
