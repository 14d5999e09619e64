"""Dates and months as the lists write them."""

import re
from datetime import date
from functools import lru_cache

from nlp.text import plain

_MIDNIGHT = re.compile(r"[ T]\d{1,2}:\d\d(:\d\d)?$", re.ASCII)
_DATE = re.compile(r"(20\d\d)[年./-](\d{1,2})[月./-](\d{1,2})日?|(20\d\d)(\d\d)(\d\d)", re.ASCII)
_MONTHS = (  # the most telling first: in a title's brackets, anywhere, a cell of digits
    re.compile(r"\(\s*(20[0-9][0-9])\s*年\s*([0-9]{1,2})\s*月\s*\)"),
    re.compile(r"(?<![0-9])(20[0-9][0-9])\s*[年./-]\s*([0-9]{1,2})(?![0-9])"),
    re.compile(r"^\s*(20[0-9][0-9])([0-9][0-9])\s*$"),
)


@lru_cache(maxsize=4096)
def month_of(text: str) -> str:
    """The month that a text names, as YYYY-MM, or "": the latest of the most telling kind."""
    text = plain(text)
    for pattern in _MONTHS:
        months = [f"{year}-{int(month):02d}" for year, month in pattern.findall(text) if 1 <= int(month) <= 12]
        if months:
            return max(months)
    return ""


@lru_cache(maxsize=4096)
def iso_date(text: str) -> str:
    """A date as YYYY-MM-DD, or "" if the text is none."""
    found = _DATE.fullmatch("".join(_MIDNIGHT.sub("", plain(text)).split()))
    if not found:
        return ""
    try:
        return date(*(int(part) for part in found.groups() if part)).isoformat()
    except ValueError:
        return ""
