"""Labels in, four calibrated classifiers out, with what cross-validation says of them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from models.evaluation import out_of_fold, report_table
from models.features import INPUT_COLUMNS, KNOWLEDGE, VERSION, features
from models.field_classifier import FieldClassifier, Vectoriser, fit_temperature, fit_twice, softmax
from models.labels import FIELDS, codes_of, read_labels
from models.storage import load, save, versions
from nlp.knowledge import fingerprint, models_folder
from nlp.organisations import Organisations, load_organisations
from nlp.resolver import resolve_names

#: Strength (sklearn's C) of each field's regression, chosen by cross-validation.
STRENGTH: Final = {"ownership": 4.0, "modality": 4.0, "sector": 3.0, "audience": 1.0}
GUESS_WEIGHT: Final = 0.5  # of a label whose reader was not sure
KNOWN_SHARE: Final = 0.5  # of the organisations whose entry training may look at: most in new lists have none
LABEL_TABLES: Final = ("filings.csv", "taxonomy.csv", "organisations.csv", "aliases.csv", *KNOWLEDGE)


@dataclass(frozen=True)
class Tagger:
    """The trained models of all fields."""

    vectoriser: Vectoriser
    classifiers: dict[str, FieldClassifier]
    out_of_fold: dict[str, pd.DataFrame]


def describe(filings: pd.DataFrame, organisation_ids: pd.Series, organisations: Organisations) -> pd.DataFrame:
    """Filings with what the organisation table knows of who filed: INPUT_COLUMNS.

    filings : DataFrame with registry, role, name, organisation, product, description.
    organisation_ids : Series of str on the same index.
    """
    known = organisations.table[["kind", "ownership", "sector"]].add_prefix("organisation_")
    facts = known.reindex(organisation_ids).fillna("").set_index(filings.index)
    return pd.concat([filings, facts], axis=1)[INPUT_COLUMNS]


def train(labels: Path, say: Callable[[str], None] = lambda line: None) -> tuple[Tagger, list[dict[str, Any]]]:
    """Train all four fields from a labels folder and save them.

    Returns
    -------
    tagger : the trained models.
    report : one dict a field and registry: field, registry, n, accuracy, top2, macro_f1, log_loss,
        calibration_error; from cross-validation split by organisation.
    """
    organisations = load_organisations(labels)
    labelled = read_labels(labels).reset_index()
    links = resolve_names(labelled["organisation"], organisations)
    groups = links["group_id"].factorize()[0]
    shown = _as_shown(labelled, links, organisations)
    say(f"{len(labelled)} labelled filings of {groups.max() + 1} groups")
    shown_features, told_features = features(shown), features(shown.assign(description=labelled["gist"]))
    vectoriser = Vectoriser().fit(pd.concat([shown_features, told_features]))
    matrices = vectoriser.transform(shown_features), vectoriser.transform(told_features)
    weights = labelled["sure"].map({"0": GUESS_WEIGHT}).fillna(1.0).to_numpy(dtype=float)
    classifiers, kept, report = {}, {}, []
    for field in FIELDS:
        classifier, held_out, rows = _train_field(field, labelled, matrices, groups, weights, codes_of(field, labels))
        classifiers[field], kept[field] = classifier, held_out
        report += [{"field": field, **row} for row in rows]
        say(f"{field}: trained on {len(held_out)} labels")
    tagger = Tagger(vectoriser, classifiers, kept)
    _save(tagger, labels, report)
    return tagger, report


def _as_shown(labelled: pd.DataFrame, links: pd.DataFrame, organisations: Organisations) -> pd.DataFrame:
    """The labelled filings as a new list shows them: without gist, and half of the organisations unknown.

    A model trained with every organisation known would lean on a table that most new names don't stand in.
    """
    shown = describe(labelled.assign(description=""), links["organisation_id"], organisations)
    hidden = pd.util.hash_pandas_object(links["group_id"], index=False).mod(100).ge(100 * KNOWN_SHARE).to_numpy()
    shown.loc[hidden, ["organisation_kind", "organisation_ownership", "organisation_sector"]] = ""
    return shown


def _train_field(
    field: str,
    labelled: pd.DataFrame,
    matrices: tuple[csr_matrix, csr_matrix],
    groups: np.ndarray,
    weights: np.ndarray,
    codes: list[str],
) -> tuple[FieldClassifier, pd.DataFrame, list[dict[str, Any]]]:
    """Each filing is trained on twice, as shown and with its gist, and judged as shown."""
    chosen = np.flatnonzero(labelled[field].isin(codes))
    classes = np.array([code for code in codes if code in set(labelled[field])])
    truth = labelled[field].iloc[chosen].map({code: i for i, code in enumerate(classes)}).to_numpy()
    registries = labelled["registry"].iloc[chosen].reset_index(drop=True)
    shown, told = (matrix[chosen] for matrix in matrices)
    values = out_of_fold(shown, told, truth, groups[chosen], weights[chosen], STRENGTH[field])
    temperatures = {
        registry: fit_temperature(values[part], truth[part])
        for registry in sorted(registries.unique())
        if (part := registries.eq(registry).to_numpy()).any()
    }
    classifier = FieldClassifier(classes, fit_twice(shown, told, truth, weights[chosen], STRENGTH[field]), temperatures)
    probabilities = softmax(values / registries.map(temperatures).to_numpy()[:, None])
    held_out = pd.DataFrame(
        {
            "filing_no": labelled["filing_no"].iloc[chosen].to_numpy(),
            "registry": registries,
            "truth": classes[truth],
            "predicted": classes[probabilities.argmax(axis=1)],
            "confidence": probabilities.max(axis=1),
        }
    )
    return classifier, held_out, report_table(truth, probabilities, registries)


def _expected(labels: Path) -> dict[str, Any]:
    return {
        "features": VERSION,
        "labels": fingerprint(list(LABEL_TABLES), labels),
        "library versions": versions(),
    }


def _save(tagger: Tagger, labels: Path, report: list[dict[str, Any]]) -> None:
    models = {
        "vectoriser": tagger.vectoriser.blocks,
        "fields": {
            field: {
                "classes": list(map(str, classifier.classes)),
                "regression": classifier.regression,
                "temperatures": classifier.temperatures,
                "out_of_fold": tagger.out_of_fold[field].to_dict("list"),
            }
            for field, classifier in tagger.classifiers.items()
        },
    }
    save(models_folder(labels), models, {**_expected(labels), "report": json.loads(json.dumps(report, default=float))})


def load_tagger(labels: Path) -> Tagger:
    """The models saved for a labels folder.

    Raises
    ------
    NotTrainedError
        Nothing is trained yet.
    InputError
        They were made with other features, labels or library versions.
    """
    models, _ = load(models_folder(labels), _expected(labels))
    fields = models["fields"]
    return Tagger(
        Vectoriser(models["vectoriser"]),
        {
            field: FieldClassifier(np.array(kept["classes"]), kept["regression"], kept["temperatures"])
            for field, kept in fields.items()
        },
        {field: pd.DataFrame(kept["out_of_fold"]) for field, kept in fields.items()},
    )
