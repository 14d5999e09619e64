"""What stands in the brackets of a Chinese name: places, parts of the legal form, former and second names."""

import re
from dataclasses import dataclass, field

from nlp.name_words import bracket_places, legal_forms, places, zones

#: Stands in the plain name for brackets that were taken out, so that no word is read across them.
SEAM = "\x1f"

_FORMER = re.compile(r"^(?:原名称?|曾用名|原(?=[:：]|.+(?:公司|社|院|校|所|中心)$))[:：]?(.+)$")


@dataclass
class Asides:
    """A name without its brackets, and what they held.

    plain : the name; `SEAM` where a place stood, words that are no aside stay as they are.
    status : legal forms behind the name: 有限合伙, 个体工商户.
    """

    plain: str = ""
    places: list[str] = field(default_factory=list)
    status: str = ""
    former: str = ""
    other_name: str = ""


def take_asides(text: str) -> Asides:
    """Read the brackets of a normalised Chinese name.

    >>> take_asides("浪潮云(江苏)信息技术有限公司").places
    ['江苏']
    """
    if "(" not in text:
        return Asides(text)
    pieces = _pieces(text)
    last = max((i for i, (_, bracketed) in enumerate(pieces) if not bracketed), default=-1)
    found = Asides()
    for i, (piece, bracketed) in enumerate(pieces):
        if bracketed:
            _take(found, piece, behind=i > last)
        else:
            found.plain += piece
    return found


def _take(found: Asides, piece: str, behind: bool) -> None:
    renamed = _FORMER.match(piece)
    if renamed:
        found.former = "；".join(filter(None, (found.former, renamed[1])))
    elif piece in legal_forms():
        if behind:
            found.status += piece
        else:
            found.plain += piece
    elif bracketed := places_in_brackets(piece):
        found.places += bracketed
        found.plain += "" if behind else SEAM
    elif behind:
        found.other_name = "；".join(filter(None, (found.other_name, piece)))
    else:
        found.plain += piece


def _pieces(text: str) -> list[tuple[str, bool]]:
    """The text cut at its outer brackets: (piece, whether it stood in brackets); brackets without partner are text."""
    pieces: list[tuple[str, bool]] = []
    depth = start = 0
    for i, character in enumerate(text):
        if character == "(":
            if not depth and i > start:
                pieces.append((text[start:i], False))
            start = start if depth else i + 1
            depth += 1
        elif character == ")" and depth:
            depth -= 1
            if not depth:
                pieces.append((text[start:i].strip(), True))
                start = i + 1
    if start < len(text):
        pieces.append((text[start:], False))
    return [piece for piece in pieces if piece[0]]


def places_in_brackets(text: str) -> list[str]:
    """The places that a text in brackets names, [] if it says anything else.

    >>> places_in_brackets("宁波杭州湾新区")
    ['宁波', '杭州湾新区']
    """
    found: list[str] = []
    while text:
        if text in bracket_places():
            return [*found, bracket_places()[text]]
        if text in zones() and found:
            return [*found, text]
        place = places().at_start(text)
        if not place:
            return []
        found.append(bracket_places()[place])
        text = text[len(place) :]
    return found
