"""How far a count of tags may lie from the truth, because tags are sometimes wrong.

The registries are counted whole, so there is no sampling noise; what is uncertain is each tag. The truth of the
whole table is therefore drawn many times over (multiple imputation, Rubin 1987), and the 95 % interval of any
count of it is read off the draws. In one draw:

- A model's tag is wrong with what its confidence leaves open, times a rate for each pair (code told, true code).
  The rates come from out-of-fold predictions, by registry: with ``n`` filings told as one code that truly had the
  other, and ``E`` errors expected by the confidences, a rate is drawn from Gamma(n + prior, E + 1), the
  posterior of a Poisson rate. So the calibration is mended, the confusion followed, and both are as uncertain as
  the labels are few.
- A person's tag, or one that follows from who filed, is wrong as two readers differ (`READER_KAPPA`), and then
  any other code in proportion to its share in the registry: errors between a common and a rare code cancel out.
- The filings of one organisation have their ownership wrong together, unless a person read them one by one.
- Where people judged a random audit sample, the filings it was drawn from are weighed so that each code's total
  is the prediction-powered one: tags of that code, plus the mean of (label says it − tag said it) in the sample
  (Angelopoulos et al. 2023, "Prediction-powered inference", Science 382: 669-674), the sample drawn anew by the
  Bayesian bootstrap (Rubin 1981). Codes with fewer than `AUDITED` judged filings stay as they are.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

LEVEL: Final = 0.95
DRAWS: Final = 1000
SEED: Final = 20230821  # the date in the first number of the generative-AI registry; any other does as well
#: How far a person's tag can be trusted: Cohen's kappa of one reader against two reconciled readers on 200
#: filings, which agreed on .99, 1.0 (by the rule of succession .995), .95 and .97 of them.
READER_KAPPA: Final = {"ownership": 0.97, "modality": 0.99, "sector": 0.94, "audience": 0.94}
UNKNOWN_CONFIDENCE: Final = 0.5
AUDITED: Final = 10
FACE_VALUE: Final = 1e6  # errors that a prior stands for where no out-of-fold prediction can tell better
AUDIT_COLUMNS: Final = ["filing_no", "field", "label", "predicted"]


@dataclass(frozen=True)
class Truths:
    """Draws of what one field truly is.

    codes : the codes that occur. drawn : (draws, filings) positions in ``codes``.
    weights : (draws, filings) what each filing counts, None where each counts one.
    """

    codes: list[str]
    drawn: np.ndarray
    weights: np.ndarray | None = None

    def counts(self, rows: np.ndarray, cells: np.ndarray) -> np.ndarray:
        """Filings of each cell and code in each draw.

        Parameters
        ----------
        rows : (n,) positions of the filings that count; cells : (n,) the cell each belongs to, from 0.

        Returns
        -------
        Array of shape (draws, cells, codes).
        """
        width = len(self.codes)
        shape = (int(cells.max()) + 1 if len(cells) else 0), width
        places = cells * width
        weights = [None] * len(self.drawn) if self.weights is None else self.weights[:, rows]
        counted = [
            np.bincount(places + codes, weight, shape[0] * width)
            for codes, weight in zip(self.drawn[:, rows], weights, strict=True)
        ]
        return np.asarray(counted).reshape(len(self.drawn), *shape)

    def merged(self, names: dict[str, str]) -> "Truths":
        """The same draws with codes put together under the names given."""
        codes = sorted({names[code] for code in self.codes})
        lookup = np.array([codes.index(names[code]) for code in self.codes], np.int8)
        return Truths(codes, lookup[self.drawn], self.weights)

    def cross(self, other: "Truths") -> "Truths":
        """Both fields at once; the codes are joined by a blank."""
        codes = [f"{one} {two}" for one in self.codes for two in other.codes]
        drawn = self.drawn.astype(np.int16) * len(other.codes) + other.drawn
        weights = [part for part in (self.weights, other.weights) if part is not None]
        return Truths(codes, drawn, np.prod(weights, axis=0) if weights else None)


def interval(counts: np.ndarray, told: np.ndarray, most: np.ndarray | int) -> tuple[np.ndarray, np.ndarray]:
    """The 95 % interval of counts, whole numbers, wide enough to hold what the tags tell.

    counts : (draws, ...) as `Truths.counts` returns them. told : (...) filings tagged so. most : filings there are.
    """
    low, high = np.quantile(counts, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0, method="inverted_cdf")
    return np.minimum(np.floor(low), told).astype(int), np.clip(np.ceil(high), told, most).astype(int)


def draw_truths(
    filings: pd.DataFrame,
    field: str,
    held_out: pd.DataFrame | None = None,
    audit: pd.DataFrame | None = None,
    draws: int = DRAWS,
) -> Truths:
    """Draw what a field of every filing truly is.

    Parameters
    ----------
    filings : DataFrame with filing_no, registry, organisation_id, ``<field>``, ``<field>_confidence``
        and ``<field>_source``.
    field : one of the four fields.
    held_out : out-of-fold predictions of the field: registry, truth, predicted, confidence. Without them the
        confidences are taken at their face value.
    audit : AUDIT_COLUMNS; judged filings, drawn at random from those that no person had labelled; ``predicted`` is
        the tag they had then. Where doubtful ones were labelled since, the others look a little worse than they are.
    """
    evidence = pd.DataFrame(columns=["registry", "truth", "predicted", "confidence"]) if held_out is None else held_out
    codes = sorted({*filings[field], *evidence["truth"], *evidence["predicted"]})
    if filings.empty:
        return Truths(codes, np.empty((draws, 0), np.int8))
    tags = pd.Categorical(filings[field], codes).codes
    random = np.random.default_rng(SEED)
    errors = _error_chances(filings, field)
    together = _together(filings, field)
    strata, rates = _rates(filings, field, evidence, codes, draws, random)
    drawn = np.empty((draws, len(filings)), np.int8)
    for draw in range(draws):
        bounds = rates[draw].cumsum(axis=-1)
        luck = random.random(together.max() + 1)[together]
        wrong = np.flatnonzero(luck < errors * bounds[strata, tags, -1])
        passed = luck[wrong, None] >= errors[wrong, None] * bounds[strata[wrong], tags[wrong]]
        drawn[draw] = tags
        drawn[draw, wrong] = passed.sum(axis=1)
    truths = Truths(codes, drawn)
    if audit is None:
        return truths
    judged = audit[audit["field"].eq(field) & audit["label"].isin(codes) & audit["predicted"].isin(codes)]
    return truths if judged.empty else _audited(truths, tags, filings, field, judged, random)


def _error_chances(filings: pd.DataFrame, field: str) -> np.ndarray:
    """How probably each tag is wrong: (filings,)."""
    kappa = READER_KAPPA[field]
    count = filings.groupby(["registry", field])[field].transform("size")
    shares = count / filings.groupby("registry")[field].transform("size")
    modelled = filings[f"{field}_source"].eq("model")
    confidence = filings[f"{field}_confidence"].astype(float).fillna(UNKNOWN_CONFIDENCE)
    return np.asarray((1 - confidence).where(modelled, (1 - kappa) * (1 - shares)), dtype=float)


def _together(filings: pd.DataFrame, field: str) -> np.ndarray:
    """A number for each filing; those with the same are right or wrong together."""
    if field != "ownership":
        return np.arange(len(filings))
    alone = filings["ownership_source"].eq("label") | filings["organisation_id"].eq("")
    names = filings["organisation_id"].mask(alone, filings["registry"] + "\0" + filings["filing_no"])
    return np.asarray(names.factorize()[0], dtype=int)


def _rates(
    filings: pd.DataFrame,
    field: str,
    held_out: pd.DataFrame,
    codes: list[str],
    draws: int,
    random: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """How often errors expected of a tag turn into each other code.

    Returns
    -------
    strata : (filings,) the registry's stratum of each filing, people's tags apart from the models'.
    rates : (draws, strata, codes told, codes true), 0 where both are the same.
    """
    registries = sorted(filings["registry"].unique())
    shape = (draws, len(codes), len(codes))
    told = []
    for registry in registries:
        shares = filings.loc[filings["registry"].eq(registry), field].value_counts(normalize=True)
        others = np.tile(shares.reindex(codes, fill_value=0.0).to_numpy(), (len(codes), 1))
        np.fill_diagonal(others, 0)
        others /= np.maximum(others.sum(axis=1, keepdims=True), 1e-12)
        part = held_out[held_out["registry"].eq(registry)]
        told.append((others, *_confusion(held_out if part.empty else part, codes)))
    weight = 1.0 if len(held_out) else FACE_VALUE
    read = [np.broadcast_to(others, shape) for others, _, _ in told]
    modelled = [
        random.gamma(weight * others + confusion, 1 / (weight + expected[:, None]), shape)
        for others, confusion, expected in told
    ]
    position = filings["registry"].map({registry: i for i, registry in enumerate(registries)}).to_numpy(dtype=int)
    is_model = filings[f"{field}_source"].eq("model").to_numpy()
    rates = np.stack([*read, *modelled], axis=1)
    return position + is_model * len(registries), rates


def _confusion(held_out: pd.DataFrame, codes: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Errors by (code told, true code), and errors expected by the confidences of each code told."""
    told = pd.Categorical(held_out["predicted"], codes).codes
    true = pd.Categorical(held_out["truth"], codes).codes
    confusion = np.zeros((len(codes), len(codes)))
    np.add.at(confusion, (told, true), 1)
    np.fill_diagonal(confusion, 0)
    expected = np.bincount(told, 1 - held_out["confidence"].to_numpy(dtype=float), len(codes))
    return confusion, expected


def _audited(
    truths: Truths,
    tags: np.ndarray,
    filings: pd.DataFrame,
    field: str,
    audit: pd.DataFrame,
    random: np.random.Generator,
) -> Truths:
    """Weights that bring each draw's totals to those of the audit sample, in the filings it was drawn from."""
    codes = truths.codes
    unread = filings[f"{field}_source"].ne("label")
    frame = (unread | filings["filing_no"].isin(audit["filing_no"])).to_numpy()
    label, predicted = (audit[column].to_numpy()[:, None] == np.array(codes) for column in ("label", "predicted"))
    share = random.dirichlet(np.ones(len(audit)), len(truths.drawn)) @ (label.astype(float) - predicted)
    totals = np.bincount(tags[frame], minlength=len(codes)) + frame.sum() * share
    drawn = Truths(codes, truths.drawn).counts(np.flatnonzero(frame), np.zeros(frame.sum(), int))[:, 0]
    judged = (label | predicted).sum(axis=0) >= AUDITED
    ratios = np.where(judged & (drawn > 0), np.maximum(totals, 0) / np.maximum(drawn, 1), 1.0)
    weights = np.where(frame, np.take_along_axis(ratios, truths.drawn.astype(int), axis=1), 1.0)
    return Truths(codes, truths.drawn, weights.astype(np.float32))
