"""The parts of an English name: Beijing Haidian · Zhipu · Technology · Co Ltd · Shanghai Branch.

Words stand in many orders (TENCENT TECHNOLOGY SHENZHEN CO LTD; Bank of China, The; Institute of Automation,
Chinese Academy of Sciences): places are taken wherever they stand, trade words wherever they follow the brand.
"""

from nlp.english_asides import cut_humps, take_asides
from nlp.english_places import place_behind, take_places
from nlp.english_units import split_unit
from nlp.english_vocabulary import (
    CHINA_WORDS,
    FILLERS,
    Word,
    institution_of,
    institution_phrases,
    latin_forms,
    spelt,
    trade_phrases,
    trade_vocabulary,
)
from nlp.name_parts import CompanyName


def parse_english(name: str, text: str) -> CompanyName:
    """Take a Latin name apart; ``text`` is its normalised form."""
    found, former, other = take_asides(spelt(cut_humps(name)))
    found, branch = split_unit(found)
    found, form, behind = _split_form(found)
    found, institution = _split_institution(found, bool(form))
    places, rest = take_places(_of_turned(found))
    brand, trade = _split_trade(rest, bool(places or behind), bool(institution))
    if not (brand or trade or institution):
        brand = rest or found or [Word(text)]
    return CompanyName(
        text,
        (*places, *behind),
        " ".join(word.written for word in brand),
        tuple(map(str, trade)),
        " ".join(form),
        " ".join(institution),
        " ".join(branch),
        " ".join(word.written for word in former),
        " ".join(word.written for word in other),
    )


def _split_form(found: list[Word]) -> tuple[list[Word], list[Word], list[str]]:
    """A name without its legal form, the form, and places behind it: Haier · Group Corp · Qingdao."""
    start = latin_forms("start").at_start(found)
    start = start if start < len(found) else 0
    form, found = found[:start], found[start:]
    places: list[str] = []
    if institution_phrases().at_end(found) > latin_forms().at_end(found):
        return found, form, places
    while True:
        size = latin_forms().at_end(found)
        if size and size < len(found):
            form = [*found[-size:], *form]
            found = _without_fillers_behind(found[:-size])
            continue
        size, place = place_behind(found)
        before = _without_fillers_behind(found[:-size])
        if not (size and len(before) > 1 and latin_forms().at_end(before)):
            return found, form, places
        places.insert(0, place)
        found = before


def _without_fillers_behind(found: list[Word]) -> list[Word]:
    while len(found) > 1 and found[-1] in FILLERS:
        found = found[:-1]
    return found


def _split_institution(found: list[Word], has_form: bool) -> tuple[list[Word], list[Word]]:
    """What kind of institution it is: behind (… University), before a place behind, or in front (Institute of …)."""
    size = institution_phrases().at_end(found)
    if size and not (has_form and found[-size:] in trade_phrases()):
        return found[:-size], found[-size:]
    if has_form:
        return found, []
    behind, _ = place_behind(found)
    head = _without_fillers_behind(found[:-behind])
    size = institution_phrases().at_end(head) if behind else 0
    if size:
        return [*head[:-size], *found[-behind:]], head[-size:]
    start, end = institution_of(found)
    return [*found[:start], *found[end:]], found[start:end]


def _of_turned(found: list[Word]) -> list[Word]:
    """Bank of Communications → communications bank."""
    at = next((i for i, word in enumerate(found) if word == "of"), 0)
    if at and all(word in trade_vocabulary() or word in FILLERS for word in found[:at]):
        return [*found[at + 1 :], *found[:at]]
    return found


def _split_trade(found: list[Word], has_place: bool, has_institution: bool) -> tuple[list[Word], list[Word]]:
    """Brand and trade words; as in Chinese, the first trade joins a brand that is only China or empty."""
    brand, trade = _divide(found)
    if has_institution or not trade or not set(brand) <= CHINA_WORDS:
        return brand, trade
    units = _trade_units(trade)
    if brand or len(units) > 1 or not has_place:
        return [*brand, *units[0]], [word for unit in units[1:] for word in unit]
    return brand, trade


def _divide(found: list[Word]) -> tuple[list[Word], list[Word]]:
    """Trade words behind the brand, and all else; a trade word before it or joined to it is the brand's.

    Cloud Walk Technology → cloud walk, technology; King & Wood Mallesons is all brand.
    """
    kept = [i for i, word in enumerate(found) if word not in FILLERS]
    named = [i for i in kept if found[i] not in trade_vocabulary()]
    first, last = (named[0], named[-1]) if named else (-1, -1)
    trade = {i for i in kept if i > first and i not in named and not (i < last and found[i - 1] == "&")}
    return [found[i] for i in kept if i not in trade], [found[i] for i in sorted(trade)]


def _trade_units(found: list[Word]) -> list[list[Word]]:
    """Trade words in the units that glosses.csv translates: information technology is one."""
    units: list[list[Word]] = []
    while found:
        size = trade_phrases().at_start(found) or 1
        units.append(found[:size])
        found = found[size:]
    return units
