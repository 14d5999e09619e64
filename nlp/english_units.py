"""The part of an organisation that an English name names: a branch office, a university's hospital."""

from nlp.english_places import place_behind
from nlp.english_vocabulary import (
    CHINA,
    FILLERS,
    Word,
    body_phrases,
    branch_phrases,
    institution_of,
    institution_phrases,
    latin_counties,
    latin_forms,
)


def split_unit(found: list[Word]) -> tuple[list[Word], list[Word]]:
    """The organisation, and its part; both without commas and a leading "the".

    >>> from nlp.english_vocabulary import spelt
    >>> split_unit(spelt("Qilu Hospital of Shandong University"))
    (['shandong', 'university'], ['qilu', 'hospital'])
    """
    segments = _segments(found)
    if len(segments) > 1 and segments[-1][-1] == "of":
        segments = [segments[-1], *segments[:-1]]
    if len(segments) == 2 and _is_institution(segments[0]) and _body_end(segments[1]):
        unit, body = segments
        end = _body_end(body)
        return body[:end], [*unit, *body[end:]]
    flat = [word for segment in segments for word in segment]
    return _split_office(flat) or _split_of(flat) or _split_behind(flat) or (flat, [])


def _segments(found: list[Word]) -> list[list[Word]]:
    segments: list[list[Word]] = [[]]
    for word in found:
        if word == ",":
            segments.append([])
        else:
            segments[-1].append(word)
    segments = [segment for segment in segments if segment not in ([], ["the"])]
    if segments and segments[0][0] == "the" and len(segments[0]) > 1:
        segments[0] = segments[0][1:]
    return segments or [found]


def _split_office(found: list[Word]) -> tuple[list[Word], list[Word]] | None:
    """… Limited · Shanghai Branch."""
    size = branch_phrases().at_end(found)
    if not size:
        return None
    head = found[:-size]
    placed = _without_place(head)
    if placed and (len(placed) < len(head) or latin_forms().at_end(placed)):
        return placed, found[len(placed) :]
    return None


def _without_place(found: list[Word]) -> list[Word]:
    """The words without a place behind them, nor a district behind that place; China stays."""
    size, short = place_behind(found)
    if size:
        return found if short == CHINA else found[:-size]
    for size in (1, 2):
        city_size, city = place_behind(found[:-size])
        if city_size and "".join(found[-size:]) in latin_counties(city):
            return found[: -size - city_size]
    return found


def _split_of(found: list[Word]) -> tuple[list[Word], list[Word]] | None:
    """Qilu Hospital · of · Shandong University."""
    for at in range(len(found) - 2, 0, -1):
        unit, body = found[:at], found[at + 1 :]
        end = _body_end(body) if found[at] == "of" and _is_institution(unit) else 0
        if end:
            return body[:end], [*unit, *body[end:]]
    return None


def _split_behind(found: list[Word]) -> tuple[list[Word], list[Word]] | None:
    """Shandong University · Qilu Hospital."""
    last = institution_phrases().at_end(found)
    end = _body_end(found)
    if end and last and end <= len(found) - last and found[end] not in FILLERS:
        return found[:end], found[end:]
    return None


def _is_institution(found: list[Word]) -> bool:
    """Whether words end as institutions do, or hold one that goes on: … Hospital, Institute of …"""
    return bool(institution_phrases().at_end(found) or institution_of(found)[1])


def _body_end(found: list[Word]) -> int:
    """Where the first institution that has units ends, a word before it needed unless it is a whole name; or 0."""
    for end in range(1, len(found) + 1):
        size = body_phrases().at_end(found[:end])
        if size and (end > size or size > 2):
            longer = body_phrases().at_start(found[end - size :])
            return max(end, end - size + longer)
    return 0
