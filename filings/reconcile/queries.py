"""What a client may ask: JSON in, checked queries out; whatever is wrong is a `RequestError`."""

import json
from dataclasses import dataclass, field
from typing import Any, Final

from filings.reconcile.vocabulary import EXTENDABLE, TYPES

BATCH: Final = 500  # queries, or ids of a data extension
TEXT: Final = 200  # characters of a query, a hint or a prefix
HINT_VALUES: Final = 20  # values in all hints of one query
CANDIDATES_MOST: Final = 50
CANDIDATES_USUAL: Final = 5
FORMS: Final = ("code", "en", "zh")


class RequestError(Exception):
    """A request that can't be answered: the HTTP status, and what was expected. It never repeats the input."""

    def __init__(self, status: int, expected: str) -> None:
        self.status = status
        super().__init__(expected)


@dataclass(frozen=True)
class Query:
    """A name to find.

    text : the name, or the id of an organisation; "" where only hints were sent.
    types : a candidate must bear one of them; empty = any. limit : how many candidates are wanted.
    hints : property → values, any of which agrees.
    """

    text: str
    types: frozenset[str] = frozenset()
    limit: int = CANDIDATES_USUAL
    hints: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Extension:
    """Values to fetch: ids of organisations, and property → form (code, en or zh) of its values."""

    ids: list[str]
    forms: dict[str, str]


def read_queries(text: str) -> dict[str, Query]:
    """A query batch: key → query.

    Raises
    ------
    RequestError
        400 it is no batch of queries; 413 there are more than BATCH.
    """
    batch = _object(_json(text), "queries must be a JSON object of queries")
    _check_size(batch)
    return {key: _query(query, f"query {number}") for number, (key, query) in enumerate(batch.items(), 1)}


def read_extension(text: str) -> Extension:
    """A data extension query.

    Raises
    ------
    RequestError
        400 it is none, or asks for a property that does not exist; 413 it has more than BATCH ids.
    """
    asked = _object(_json(text), "extend must be a JSON object with ids and properties")
    ids, properties = _list(asked.get("ids"), "ids"), _list(asked.get("properties"), "properties")
    _check_size(ids)
    for id_ in ids:
        _text(id_, "an id")
    return Extension(ids, dict(_property(wanted) for wanted in properties))


def _property(wanted: object) -> tuple[str, str]:
    wanted = _object(wanted, "a property must be an object with an id")
    pid, settings = wanted.get("id"), _object(wanted.get("settings", {}), "settings must be an object")
    form = settings.get("form", FORMS[0])
    if not isinstance(pid, str) or pid not in EXTENDABLE:
        raise RequestError(400, f"the id of a property must be one of {', '.join(EXTENDABLE)}")
    if form not in FORMS:
        raise RequestError(400, f"the setting form must be one of {', '.join(FORMS)}")
    return pid, form


def _query(query: object, which: str) -> Query:
    query = {key: value for key, value in _object(query, f"{which} must be an object").items() if value is not None}
    if "query" not in query and not query.get("properties"):
        raise RequestError(400, f"{which} must have a query or properties")
    types = query.get("type", [])
    types = [types] if isinstance(types, str) else _list(types, "type")
    return Query(
        _text(query.get("query", ""), which),
        frozenset(_text(type_, f"a type of {which}") for type_ in types) & TYPES.keys(),
        _limit(query.get("limit", CANDIDATES_USUAL), which),
        _hints(_list(query.get("properties", []), "properties"), which),
    )


def _limit(limit: object, which: str) -> int:
    if isinstance(limit, bool) or not isinstance(limit, int | float) or limit < 1 or limit % 1:
        raise RequestError(400, f"the limit of {which} must be a whole number above 0")
    return min(int(limit), CANDIDATES_MOST)


def _hints(properties: list[object], which: str) -> dict[str, list[str]]:
    hints: dict[str, list[str]] = {}
    for hint in properties:
        hint = _object(hint, f"a property of {which} must be an object with pid and v")
        pid, value = hint.get("pid"), hint.get("v")
        if not isinstance(pid, str) or value is None:
            raise RequestError(400, f"a property of {which} must have pid and v")
        values = value if isinstance(value, list) else [value]
        hints.setdefault(pid, []).extend(text for item in values for text in _values(item, which))
    if sum(map(len, hints.values())) > HINT_VALUES:
        raise RequestError(400, f"{which} has more than {HINT_VALUES} values of properties")
    return hints


def _values(value: object, which: str) -> list[str]:
    """A property value as texts: of an entity its id and its name."""
    if isinstance(value, dict):
        return [_text(value[key], f"a value of {which}") for key in ("id", "name") if key in value]
    if not isinstance(value, str | int | float):
        raise RequestError(400, f"a value of {which} must be a text, a number, a truth value or an entity")
    return [_text(str(value), f"a value of {which}")]


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise RequestError(400, "not valid JSON") from error


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _check_size(items: "list[Any] | dict[str, Any]") -> None:
    if len(items) > BATCH:
        raise RequestError(413, f"more than {BATCH} in one batch")


def _object(value: object, expected: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise RequestError(400, expected)
    return value


def _list(value: object, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise RequestError(400, f"{name} must be a list")
    return value


def _text(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise RequestError(400, f"{what} must be a text")
    if len(value) > TEXT:
        raise RequestError(400, f"{what} has more than {TEXT} characters")
    return value
