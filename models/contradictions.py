"""Where what is known speaks against a model's code: such a filing is doubtful whatever the score."""

from collections import Counter
from typing import Final

import numpy as np
import pandas as pd

DECISIVE: Final = 3  # weight from which words of a name, product or domain decide a sector
_WORD_SOURCES: Final = ("swn", "swp", "swd")
_ORGANISATION_SOURCES: Final = ("os", "hsector")


def contradicted(field: str, codes: np.ndarray, features: pd.DataFrame) -> np.ndarray:
    """Whether knowledge speaks against each code.

    A sector: words that decide name none but others, or the organisation's own fields are none but others. A
    modality: the purpose states one other output. The public as audience: the purpose or the role says business.

    Parameters
    ----------
    codes : (n,) predicted codes of the field.
    features : n rows of `models.features.BLOCKS`.

    Returns
    -------
    Array of bool, shape (n,).
    """
    speaker = _SPEAKERS.get(field)
    if speaker is None:
        return np.zeros(len(codes), dtype=bool)
    rows = zip(codes, *(features[block].tolist() for block in ("tokens", "stated", "sectors")), strict=True)
    return np.array(
        [
            any(allowed and code not in allowed for allowed in speaker(tokens, stated, sectors))
            for code, tokens, stated, sectors in rows
        ],
        dtype=bool,
    )


def _sector(tokens: str, stated: str, sectors: str) -> list[set[str]]:
    weights = Counter(sectors.split())
    words: Counter[str] = Counter()
    known = set()
    for token, weight in weights.items():
        source, _, sector = token.partition(":")
        if source in _WORD_SOURCES:
            words[sector] = max(words[sector], weight)
        elif source in _ORGANISATION_SOURCES:
            known.add(sector)
    return [{sector for sector, weight in words.items() if weight >= DECISIVE}, known]


def _modality(tokens: str, stated: str, sectors: str) -> list[set[str]]:
    outputs = {token[4:] for token in stated.split() if token.startswith("out:")} - {"recognition"}
    return [outputs] if len(outputs) == 1 else []


def _audience(tokens: str, stated: str, sectors: str) -> list[set[str]]:
    business = "role:supporter" in tokens or "for:business" in stated
    return [{"b2b"}] if business else []


_SPEAKERS: Final = {"sector": _sector, "modality": _modality, "audience": _audience}
