"""How much each word and fact counted for a label against another: an exact share of the log-odds.

The models are linear and their calibrator is a multinomial regression on their values, so the log of
P(code) / P(other) is a sum over the features of a filing and one constant. Features are put together under what
a person reads: the runs of characters under the words that they lie in, each character an equal part.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix

from models.tagger import Tagger
from nlp.words import segment

_SAYS: Final = {
    "n": "{}", "p": "{}", "d": "{}", "w": "{}",
    "nf": "output in the name {}", "pf": "output in the product {}",
    "sw": "sector words → {}", "swn": "sector words → {}", "swp": "sector words → {}", "swd": "sector words → {}",
    "swo": "organisation's trade → {}",
    "b": "organisation's brand {}", "t": "organisation's trade {}", "at": "organisation's place {}",
    "form": "legal form {}", "inst": "institution {}",
    "ok": "kind of organisation {}", "oo": "ownership of the organisation {}", "os": "sector of the organisation {}",
    "hsector": "its other filings → {}", "haudience": "its other filings → {}",
    "hmodality": "its other filings → {}", "hownership": "its other filings → {}",
    "out": "stated output {}", "outs": "stated outputs {}", "in": "stated input {}", "scene": "stated scenario {}",
    "top": "most of it points to {}", "named": "name and organisation point to {}", "fn": "number {}",
    "for": "stated customers {}", "registry": "registry {}", "role": "role {}",
}  # fmt: skip
CONSTANT: Final = "how common the codes are"


class Contribution(NamedTuple):
    """What counted, and how much: positive for the code, negative for the other one (natural log-odds)."""

    what: str
    log_odds: float


class Contributions:
    """Reads trained classifiers; made once for any number of filings."""

    def __init__(self, tagger: Tagger) -> None:
        self._tagger = tagger
        self._names = tagger.vectoriser.terms

    def of(
        self, field: str, code: str, other: str, registry: str, row: csr_matrix, text: str
    ) -> list[Contribution] | None:
        """What made a filing ``code`` rather than ``other``, the largest share first.

        Parameters
        ----------
        row : (1, features) of the filing, as the tagger's vectoriser makes it.
        text : its block ``text`` (`models.features`).

        Returns
        -------
        Contributions that add up to log(P(code) / P(other)); None where the registry never showed one of the
        codes, so that its probability is 0.
        """
        classifier = self._tagger.classifiers[field]
        calibrator = classifier.calibrators.get(registry, classifier.calibrators[classifier.fallback])
        places = {str(classifier.classes[position]): i for i, position in enumerate(calibrator.classes)}
        if code not in places or other not in places:
            return None
        planes, odds, odds_constant = classifier.planes, calibrator.coefficients, calibrator.intercepts
        towards = odds[places[code]] - odds[places[other]]
        constant = odds_constant[places[code]] - odds_constant[places[other]] + towards @ planes.intercepts
        shares = row.data * (planes.coefficients[row.indices] @ towards)
        counted: dict[str, float] = {CONSTANT: float(constant)}
        runs: dict[str, float] = {}
        for index, share in zip(row.indices, shares.tolist(), strict=True):
            block, term = self._names[index]
            if block == "text":
                runs[term] = share
            else:
                said = _said(term)
                counted[said] = counted.get(said, 0.0) + share
        for word, share in _over_words(text, runs):
            counted[word] = counted.get(word, 0.0) + share
        return [Contribution(*item) for item in sorted(counted.items(), key=lambda item: -abs(item[1]))]


def _said(token: str) -> str:
    prefix, _, value = token.partition(":")
    return _SAYS.get(prefix, prefix + " {}").format(value or "none")


def _over_words(text: str, runs: dict[str, float]) -> Iterator[tuple[str, float]]:
    """Each word of a text with its part of the runs of characters that lie in it."""
    shown = re.sub(r"\s\s+", " ", text)
    places = {run: [found.start() for found in re.finditer(f"(?={re.escape(run)})", shown)] for run in runs}
    parts = np.zeros(len(shown))
    for run, share in runs.items():
        for place in places[run]:
            parts[place : place + len(run)] += share / (len(places[run]) * len(run))
    end = 0
    for word in segment(shown):
        start = shown.index(word, end)
        yield "spaces and marks", float(parts[end:start].sum())
        end = start + len(word)
        yield word, float(parts[start:end].sum())
    yield "spaces and marks", float(parts[end:].sum())


def in_words(contributions: list[Contribution] | None, most: int = 3) -> str:
    """The largest shares that spoke for the code: ``大夫 +1.3 · stated output text +0.4``."""
    spoke = [c for c in contributions or [] if c.log_odds > 0 and c.what != CONSTANT][:most]
    return " · ".join(f"{what} {share:+.1f}" for what, share in spoke)
