"""What is looked up in the organisation tables, kept beside the models: to make it takes 30,000 names apart.

Training writes it. A file made of other tables, or by other code, is passed over and all is made anew.
"""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from nlp.gloss import english_name
from nlp.knowledge import fingerprint, models_folder
from nlp.replacing import replacing

if TYPE_CHECKING:
    from nlp.organisations import Organisations

FILE: Final = "names.json"
_PAIRS: Final = ("by_key", "by_stem", "main_names")
#: Tables that the lookups are made of.
SOURCES: Final = (
    "organisations.csv", "aliases.csv", "abbreviations.csv", "glosses.csv", "legal_forms.csv", "places.csv",
    "trade_words.csv",
)  # fmt: skip


def save_index(organisations: "Organisations", labels: Path) -> None:
    """Write the lookups of a labels folder."""
    content = {
        "made_of": _made_of(labels),
        "by_key": organisations.by_key,
        "by_stem": organisations.by_stem,
        "english_aliases": organisations.english_aliases,
        "main_names": {id_: (zh, en or english_name(zh)) for id_, (zh, en) in organisations.main_names.items()},
    }
    with replacing(models_folder(labels) / FILE) as temporary:
        temporary.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def saved_index(labels: Path) -> dict[str, Any]:
    """The lookups by their name in `nlp.organisations.Organisations`; none when they would have to be made anew."""
    try:
        content = json.loads((models_folder(labels) / FILE).read_text(encoding="utf-8"))
        if content.pop("made_of") != _made_of(labels):
            return {}
        pairs: dict[str, Any] = {
            name: {key: (first, second) for key, (first, second) in content[name].items()} for name in _PAIRS
        }
        return pairs | {"english_aliases": {str(key): str(id_) for key, id_ in content["english_aliases"].items()}}
    except (OSError, AttributeError, KeyError, RecursionError, TypeError, ValueError):
        return {}


def _made_of(labels: Path) -> str:
    return fingerprint(list(SOURCES), labels) + _code()


@cache
def _code() -> str:
    """A digest of this package: names may be taken apart otherwise after a change of it."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
