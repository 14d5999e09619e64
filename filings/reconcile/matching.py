"""Queries → candidates, with the one score of the project.

A name that the tables know has one candidate, scored 100 × the confidence with which `nlp.resolver` links it.
Any other name is compared with the names of all organisations: 100 × the highest probability that
`nlp.matching` gives the name and one of an organisation's. What people answered in review files on the name and
an organisation rules, as it does in `nlp.linking`. Hints move a score by HINT points each way, by
HINTS_MOST at most. The best candidate is a match when it scores MATCH_SCORE and leads by MATCH_LEAD.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from filings.reconcile.entities import Entity, shown
from filings.reconcile.queries import Query
from filings.reconcile.vocabulary import Codes, Term
from nlp.candidates import candidates, prepare
from nlp.linking import KNOWN_OTHER, KNOWN_SAME, SCORED
from nlp.matching import Scorer, score_pairs
from nlp.organisations import Organisations, stem_of
from nlp.pair_features import FEATURES, pair_features, pair_kind
from nlp.places import latin_provinces, short_province
from nlp.profiles import profile
from nlp.resolver import CONFIDENCE, known_organisation
from nlp.text import compact

HINT: Final = 2.5
HINTS_MOST: Final = 5.0
MATCH_SCORE: Final = 95.0
MATCH_LEAD: Final = 5.0
CHANCE_LEAST: Final = 0.01  # what is less likely is noise


class Found(NamedTuple):
    """An organisation that may be meant: how likely, and by which of its names ("" where the tables know it).

    judged : whether people said that it is meant.
    """

    entity: Entity
    chance: float
    name: str
    judged: bool = False


class Matcher:
    """Finds organisations by name; the names of all of them are made ready once.

    judged : what people answered on pairs of names, as `nlp.matching.judged_pairs` returns it.
    """

    def __init__(
        self,
        organisations: Organisations,
        entities: dict[str, Entity],
        scorer: Scorer,
        codes: Codes,
        judged: Mapping[tuple[str, str], str],
    ) -> None:
        self._organisations = organisations
        self._entities = entities
        self._scorer = scorer
        self._spellings = {pid: _spellings(terms) for pid, terms in codes.items()}
        self._shown = {id_: shown(entity, entities) for id_, entity in entities.items()}
        owners = organisations.names.groupby("name", sort=False)["organisation"].unique()
        self._names = list(owners.index)
        self._owners = [[entities[id_] for id_ in ids] for ids in owners]
        self._prepared = prepare(self._names)
        self._judged: dict[str, dict[str, str]] = {}
        for (name, other), answer in judged.items():
            id_ = known_organisation(other, organisations)
            if id_:
                self._judged.setdefault(name, {})[id_] = answer

    def answer(self, queries: list[Query]) -> list[list[dict[str, Any]]]:
        """Candidates of each query as the API writes them, best first, at most one of them a match."""
        found = [self._known(query) for query in queries]
        unknown = [place for place, known in enumerate(found) if not known and compact(queries[place].text)]
        likely = self._likely([queries[place].text for place in unknown]) if unknown else []
        for place, likely_ones in zip(unknown, likely, strict=True):
            found[place] = [one for one in likely_ones if _bears(one.entity, queries[place])]
        return [self._ranked(query, ones) for query, ones in zip(queries, found, strict=True)]

    def _known(self, query: Query) -> list[Found]:
        by_id = self._entities.get(query.text)
        known = Found(by_id, 1.0, "") if by_id else self._known_name(query.text)
        if known is None or self._judged.get(query.text, {}).get(known.entity.id) == "no":
            return []
        return [known] if _bears(known.entity, query) else []

    def _known_name(self, name: str) -> Found | None:
        id_ = known_organisation(name, self._organisations)
        if not id_:
            return None
        if compact(name) in self._organisations.by_key:
            how = "name"
        else:
            how = "stem" if stem_of(name) in self._organisations.by_stem else "alias"
        return Found(self._entities[id_], CONFIDENCE[how], "")

    def _likely(self, texts: list[str]) -> list[list[Found]]:
        pairs = candidates(texts, self._prepared, SCORED)
        lefts, rights = pairs["left"].tolist(), pairs["right"].tolist()
        chances = score_pairs(self._scorer, [texts[i] for i in lefts], [self._names[j] for j in rights])
        best: list[dict[str, Found]] = [{} for _ in texts]
        for left, right, chance in zip(lefts, rights, chances.tolist(), strict=True):
            for entity in self._owners[right]:
                before = best[left].get(entity.id)
                if before is None or chance > before.chance:
                    best[left][entity.id] = Found(entity, chance, self._names[right])
        for text, ones in zip(texts, best, strict=True):
            self._obey(text, ones)
        return [list(ones.values()) for ones in best]

    def _obey(self, text: str, found: dict[str, Found]) -> None:
        """Let what people said of this name and an organisation rule."""
        for id_, answer in self._judged.get(text, {}).items():
            entity = self._entities[id_]
            likely = found.get(id_, Found(entity, 0.0, entity.name_zh))
            if answer == "yes":
                chance = KNOWN_SAME + (1 - KNOWN_SAME) * likely.chance
                found[id_] = likely._replace(chance=chance, judged=True)
            elif answer == "no":
                found[id_] = likely._replace(chance=KNOWN_OTHER * likely.chance)

    def _ranked(self, query: Query, found: list[Found]) -> list[dict[str, Any]]:
        meant = self._meant(query) if found else {}
        likely = [(one, _agreement(one.entity, meant)) for one in found if one.chance >= CHANCE_LEAST]
        scored = [(_score(one.chance, agreement), one, agreement) for one, agreement in likely]
        scored.sort(key=lambda each: (-each[0], each[1].entity.id))
        best, second = ([each[0] for each in scored] + [0.0, 0.0])[:2]
        match = best >= MATCH_SCORE and best - second >= MATCH_LEAD
        return [
            {
                **self._shown[one.entity.id],
                "score": score,
                "features": _features(query.text, one, agreement),
                "match": match and place == 0,
            }
            for place, (score, one, agreement) in enumerate(scored[: query.limit])
        ]

    def _meant(self, query: Query) -> dict[str, set[str]]:
        """Hint → the codes, groups or provinces that its values mean; hints that mean none are left out."""
        meant = {pid: {self._code(pid, value) for value in values} - {""} for pid, values in query.hints.items()}
        return {pid: codes for pid, codes in meant.items() if codes}

    def _code(self, pid: str, value: str) -> str:
        if pid == "province":
            return short_province(value) or latin_provinces().get(compact(value), "")
        if pid == "group":
            id_ = value if value in self._entities else known_organisation(value, self._organisations)
            return self._entities[id_].group if id_ else ""
        return self._spellings.get(pid, {}).get(compact(value), "")


def _spellings(terms: dict[str, Term]) -> dict[str, str]:
    return {compact(spelling): code for code, term in terms.items() for spelling in (code, *term)}


def _agreement(entity: Entity, meant: dict[str, set[str]]) -> dict[str, bool]:
    """Hint → whether it agrees with the organisation, where that is known."""
    if not meant:
        return {}
    own = {"group": {entity.group}, "province": entity.provinces}
    own |= {pid: {code} - {""} for pid, code in entity.codes.items()}
    return {pid: not codes.isdisjoint(own[pid]) for pid, codes in meant.items() if own[pid]}


def _bears(entity: Entity, query: Query) -> bool:
    return not query.types or not query.types.isdisjoint(entity.types)


def _score(chance: float, agreement: dict[str, bool]) -> float:
    moved = HINT * sum(1 if agrees else -1 for agrees in agreement.values())
    return round(min(100.0, max(0.0, 100 * chance + min(HINTS_MOST, max(-HINTS_MOST, moved)))), 2)


def _features(text: str, found: Found, agreement: dict[str, bool]) -> list[dict[str, Any]]:
    """What a score rests on: the probability, the hints, and what the two names have in common."""
    values: dict[str, float | bool] = {"known_name": not found.name, "probability": round(found.chance, 4)}
    values |= {"judged_same": True} if found.judged else {}
    values |= {f"{pid}_agrees": agrees for pid, agrees in agreement.items()}
    if found.name:
        left, right = profile(text), profile(found.name)
        pair = zip(FEATURES[pair_kind(left, right)], pair_features(left, right), strict=True)
        values |= {feature: round(value, 4) for feature, value in pair}
    return [{"id": feature, "value": value} for feature, value in values.items()]
