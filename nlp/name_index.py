"""What is looked up in the organisation tables, kept beside the models: to make it takes 30,000 names apart.

Training writes it. A file made of other tables, or by other code, is passed over and all is made anew.
"""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypedDict

from nlp.gloss import english_name
from nlp.knowledge import NAME_TABLES, fingerprint, models_folder
from nlp.replacing import replacing

if TYPE_CHECKING:
    from nlp.organisations import Organisations

Pairs = dict[str, tuple[str, str]]


class Lookups(TypedDict, total=False):
    """What is saved, by its name in `nlp.organisations.Organisations`."""

    by_key: Pairs
    by_stem: Pairs
    english_aliases: dict[str, str]
    main_names: Pairs
    heads: dict[str, str]


FILE: Final = "names.json"
#: Tables that the lookups are made of.
SOURCES: Final = ("organisations.csv", "aliases.csv", *NAME_TABLES)


def save_index(organisations: "Organisations", labels: Path) -> None:
    """Write the lookups of a labels folder."""
    content = {
        "made_of": _made_of(labels),
        "by_key": organisations.by_key,
        "by_stem": organisations.by_stem,
        "english_aliases": organisations.english_aliases,
        "heads": organisations.heads,
        "main_names": {id_: (zh, en or english_name(zh)) for id_, (zh, en) in organisations.main_names.items()},
    }
    with replacing(models_folder(labels) / FILE) as temporary:
        temporary.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def saved_index(labels: Path) -> Lookups:
    """The lookups of a labels folder; none when they would have to be made anew."""
    try:
        content = json.loads((models_folder(labels) / FILE).read_text(encoding="utf-8"))
        if content.pop("made_of") != _made_of(labels):
            return {}
        return {
            "by_key": _pairs(content["by_key"]),
            "by_stem": _pairs(content["by_stem"]),
            "english_aliases": _texts(content["english_aliases"]),
            "heads": _texts(content["heads"]),
            "main_names": _pairs(content["main_names"]),
        }
    except (OSError, AttributeError, KeyError, RecursionError, TypeError, ValueError):
        return {}


def _pairs(saved: Any) -> Pairs:
    return {key: (first, second) for key, (first, second) in saved.items()}


def _texts(saved: Any) -> dict[str, str]:
    return {str(key): str(value) for key, value in saved.items()}


def _made_of(labels: Path) -> str:
    return fingerprint(list(SOURCES), labels) + _code()


@cache
def _code() -> str:
    """A digest of this package: names may be taken apart otherwise after a change of it."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
