"""Labels in, four calibrated classifiers out, with what cross-validation says of them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from models.contradictions import contradicted
from models.evaluation import out_of_fold, out_of_fold_chances, report_table
from models.field_classifier import FieldClassifier
from models.fitting import fit_calibrators, fit_planes
from models.labels import FIELDS, codes_of
from models.tagger import Tagger, save_tagger
from models.vectoriser import Vectoriser
from models.views import Views, training_views
from nlp.name_index import save_index
from nlp.organisations import load_organisations


def train(labels: Path, say: Callable[[str], None] = lambda line: None) -> tuple[Tagger, list[dict[str, Any]]]:
    """Train all four fields from a labels folder and save them.

    Returns
    -------
    tagger : the trained models.
    report : one dict a field and registry: field, registry, n, accuracy, top2, macro_f1, log_loss,
        calibration_error; from cross-validation split by organisation.
    """
    organisations = load_organisations(labels)
    views = training_views(labels, organisations)
    say(f"{len(views.labelled)} labelled filings of {len(np.unique(views.groups))} groups")
    vectoriser = Vectoriser.fit(pd.concat([views.shown, views.told]))
    matrices = vectoriser.transform(views.shown), vectoriser.transform(views.told)
    classifiers, kept, report = {}, {}, []
    for field in FIELDS:
        classifier, held_out, rows = _train_field(field, views, matrices, codes_of(field, labels))
        classifiers[field], kept[field] = classifier, held_out
        report += [{"field": field, **row} for row in rows]
        say(f"{field}: trained")
    tagger = Tagger(vectoriser, classifiers, kept, views.seen)
    save_index(organisations, labels)
    save_tagger(tagger, labels, report)
    return tagger, report


def _train_field(
    field: str, views: Views, matrices: tuple[csr_matrix, csr_matrix], codes: list[str]
) -> tuple[FieldClassifier, pd.DataFrame, list[dict[str, Any]]]:
    """Each filing is trained on twice, as shown and with its gist; it is judged as shown.

    Filings that were read because they were doubtful train the classifier but neither calibrate nor judge it:
    they are harder than what a new list holds.
    """
    chosen = np.flatnonzero(views.labelled[field].isin(codes))
    classes = np.array([code for code in codes if code in set(views.labelled[field])])
    truth = views.labelled[field].iloc[chosen].map({code: i for i, code in enumerate(classes)}).to_numpy()
    registries = views.labelled["registry"].iloc[chosen].reset_index(drop=True)
    groups, weights, fair = views.groups[chosen], views.weights[chosen], views.fair[chosen]
    shown, told = (matrix[chosen] for matrix in matrices)
    values = out_of_fold(shown, told, truth, groups, weights)[fair]
    fair_truth, fair_registries = truth[fair], registries[fair].reset_index(drop=True)
    fallback = str(fair_registries.mode()[0])
    probabilities = out_of_fold_chances(values, fair_truth, groups[fair], fair_registries, fallback)
    classifier = FieldClassifier(
        classes,
        fit_planes(shown, told, truth, weights),
        fit_calibrators(values, fair_truth, fair_registries),
        fallback,
    )
    predicted = classes[probabilities.argmax(axis=1)]
    held_out = pd.DataFrame(
        {
            "filing_no": views.labelled["filing_no"].iloc[chosen][fair].to_numpy(),
            "registry": fair_registries,
            "truth": classes[fair_truth],
            "predicted": predicted,
            "confidence": probabilities.max(axis=1),
            "contradicted": contradicted(field, predicted, views.shown.iloc[chosen][fair]),
        }
    )
    return classifier, held_out, report_table(fair_truth, probabilities, fair_registries)
