"""The trained models of all fields, into a file and out of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from models.features import KNOWLEDGE, VERSION
from models.field_classifier import Calibrator, FieldClassifier, Planes
from models.storage import MODEL, RETRAIN, load, save, versions
from models.vectoriser import SHAPES, Block, Vectoriser
from nlp.errors import InputError
from nlp.knowledge import fingerprint, models_folder

LABEL_TABLES: Final = ("filings.csv", "taxonomy.csv", "organisations.csv", "aliases.csv", *KNOWLEDGE)


@dataclass(frozen=True)
class Tagger:
    """The trained models of all fields.

    out_of_fold : field → DataFrame of held-out predictions: filing_no, registry, truth, predicted, confidence,
        contradicted.
    seen : what labels say of organisations, by organisation id (`models.views.KNOWN`).
    """

    vectoriser: Vectoriser
    classifiers: dict[str, FieldClassifier]
    out_of_fold: dict[str, pd.DataFrame]
    seen: pd.DataFrame


def save_tagger(tagger: Tagger, labels: Path, report: list[dict[str, Any]]) -> None:
    """Save for a labels folder, with the report of the training."""
    numbers = {f"idf/{name}": block.idf for name, block in tagger.vectoriser.blocks.items()}
    fields: dict[str, Any] = {}
    for field, classifier in tagger.classifiers.items():
        parts = {"planes": classifier.planes, **{f"on {r}": c for r, c in classifier.calibrators.items()}}
        numbers |= {
            f"{field}/{part}/{name}": array for part, held in parts.items() for name, array in vars(held).items()
        }
        fields[field] = {
            "classes": classifier.classes.tolist(),
            "registries": list(classifier.calibrators),
            "fallback": classifier.fallback,
            "out_of_fold": tagger.out_of_fold[field].to_dict("list"),
        }
    facts = {
        "terms": {name: block.terms for name, block in tagger.vectoriser.blocks.items()},
        "seen": tagger.seen.reset_index().to_dict("list"),
        "fields": fields,
    }
    save(models_folder(labels), numbers, facts, {**_expected(labels), "report": report})


def load_tagger(labels: Path) -> Tagger:
    """The models saved for a labels folder.

    Raises
    ------
    NotTrainedError
        Nothing is trained yet.
    InputError
        They were made with other features, labels or library versions.
    """
    folder = models_folder(labels)
    numbers, facts = load(folder, _expected(labels))
    try:
        fields = facts["fields"]
        return Tagger(
            Vectoriser(
                {name: Block(SHAPES[name], terms, numbers[f"idf/{name}"]) for name, terms in facts["terms"].items()}
            ),
            {field: _classifier(field, kept, numbers) for field, kept in fields.items()},
            {field: pd.DataFrame(kept["out_of_fold"]) for field, kept in fields.items()},
            pd.DataFrame(facts["seen"]).set_index("id"),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InputError(f"{folder / MODEL}: refused, it doesn't hold what we save ({error!r}); {RETRAIN}") from error


def _classifier(field: str, kept: dict[str, Any], numbers: dict[str, np.ndarray]) -> FieldClassifier:
    def part(name: str) -> list[np.ndarray]:
        return [numbers[f"{field}/{name}/{held}"] for held in ("classes", "coefficients", "intercepts")]

    calibrators = {registry: Calibrator(*part(f"on {registry}")) for registry in kept["registries"]}
    return FieldClassifier(np.array(kept["classes"]), Planes(*part("planes")), calibrators, kept["fallback"])


def _expected(labels: Path) -> dict[str, Any]:
    return {
        "features": VERSION,
        "labels": fingerprint(list(LABEL_TABLES), labels),
        "library versions": versions(),
    }
