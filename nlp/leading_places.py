"""Places at the start and the end of a Chinese name."""

from typing import NamedTuple

from nlp.name_brackets import SEAM
from nlp.name_words import compounds, counties_of, place_short_names, places, zones


class LeadingPlace(NamedTuple):
    """A place that leads a name: its short name, and as written. A bare short name may belong to the brand."""

    short: str
    written: str


def leading_places(text: str) -> list[LeadingPlace]:
    """Places that a text begins with: 内蒙古, 包头市, 昆都仑区; behind a city also 海淀 and 工业园区.

    Which of them are the brand's (浦东 in 上海浦东发展银行) is not decided here.
    """
    found: list[LeadingPlace] = []
    while True:
        text = text.lstrip(SEAM)
        written = _without_compound(places().at_start(text), text)
        short = place_short_names().get(written, "")
        if not written and found:
            written = short = _within(found[-1].short, text)
        if not written:
            return found
        found.append(LeadingPlace(short, written))
        text = text[len(written) :]


def _within(place: str, text: str) -> str:
    """A district or zone of the place that the text begins with, without 区 or 县, or ""."""
    counties = counties_of().get(place)
    district = counties.at_start(text) if counties else ""
    return _without_compound(district, text) or zones().at_start(text)


def _without_compound(written: str, text: str) -> str:
    """The place without what begins another word: 北京 in 北京市场信息, nothing in 阿里巴巴."""
    if written and len(compounds().at_start(text)) >= len(written):
        return ""
    if written.endswith(("市", "省")) and compounds().at_start(text[len(written) - 1 :]):
        return written[:-1] if written[:-1] in places() else ""
    return written


def place_at_end(text: str) -> str:
    """The longest place that a text ends in, as written, a district behind its city included, or ""."""
    place = places().at_end(text)
    if place:
        return place
    for size in (2, 3, 4):
        city = places().at_end(text[:-size])
        if city and text[-size:] in counties_of().get(place_short_names()[city], ()):
            return text[-size:]
    return ""
