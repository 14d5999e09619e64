"""Suggestions while a person types: organisations, types and properties."""

from bisect import bisect_left, bisect_right
from typing import Any, Final

from filings.reconcile.entities import Entity
from filings.reconcile.vocabulary import Term, named
from nlp.organisations import Organisations
from nlp.pinyin import initials, pinyin
from nlp.text import compact, has_chinese

PAGE: Final = 20
_SUBSTRING: Final = 2  # letters from which on names are also searched in the middle
_NAME, _SPELT = 0, 1  # a key is a name itself, or how it is spelt in Latin letters


class Suggestions:
    """Organisations by the beginning or the middle of a name, of its pinyin, or of its initials."""

    def __init__(self, organisations: Organisations, entities: dict[str, Entity]) -> None:
        self._entities = entities
        keys = {(compact(id_), _NAME, id_) for id_ in entities}
        for name, owner in organisations.names[["name", "organisation"]].itertuples(index=False):
            keys.add((compact(name), _NAME, owner))
            if has_chinese(name):
                keys |= {(compact("".join(pinyin(name))), _SPELT, owner), (compact(initials(name)), _SPELT, owner)}
        self._keys = sorted(keys)
        self._text = "\n".join(key for key, _, _ in self._keys)
        starts, end = [], 0
        for key, _, _ in self._keys:
            starts.append(end)
            end += len(key) + 1
        self._starts = starts

    def find(self, prefix: str, skip: int = 0) -> list[Entity]:
        """Up to PAGE organisations behind the first ``skip``.

        The same name comes first, then names that begin so, spellings that begin so, and names that contain it;
        within these groups before their members, short names before long ones.
        """
        wanted = compact(prefix)
        if not wanted:
            return []
        best: dict[str, tuple[int, bool, int]] = {}
        for place in self._places(wanted):
            key, kind, id_ = self._keys[place]
            closeness = 0 if key == wanted and kind == _NAME else 1 + kind if key.startswith(wanted) else 3
            rank = (closeness, "group" not in self._entities[id_].types, len(key))
            best[id_] = min(rank, best.get(id_, rank))
        ranked = sorted(best, key=lambda id_: (best[id_], id_))
        return [self._entities[id_] for id_ in ranked[skip : skip + PAGE]]

    def _places(self, wanted: str) -> set[int]:
        """Positions of the keys that begin with the text or, if it is long enough, contain it."""
        first = bisect_left(self._keys, (wanted,))
        found = set(range(first, bisect_left(self._keys, (wanted + "\U0010ffff",))))
        at = self._text.find(wanted) if len(wanted) >= _SUBSTRING else -1
        while at >= 0:
            found.add(bisect_right(self._starts, at) - 1)
            at = self._text.find(wanted, at + 1)
        return found


def suggest_terms(terms: dict[str, Term], prefix: str, skip: int = 0) -> list[dict[str, Any]]:
    """Types or properties whose id or name contains the text; all of them for an empty one."""
    wanted = compact(prefix)
    found = [named(id_, term) for id_, term in terms.items() if wanted in compact(f"{id_} {term.label}")]
    return found[skip : skip + PAGE]
