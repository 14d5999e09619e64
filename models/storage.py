"""Saved models: skops files with a fixed list of trusted types, and a manifest that tells what they were made of.

A model made with other features, labels, knowledge or library versions is refused, with the word that differs.
"""

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from filelock import FileLock

from nlp.errors import InputError

MANIFEST: Final = "manifest.json"
MODEL: Final = "models.skops"
TRUSTED: Final = ["numpy.dtype", "scipy.sparse._csr.csr_matrix"]
LIBRARIES: Final = ("scikit-learn", "skops", "numpy", "rjieba")
RETRAIN: Final = "train anew: python train.py (or: filings train)"


class NotTrainedError(InputError):
    """Nothing is trained yet."""


def versions() -> dict[str, str]:
    """Versions of the libraries that a model depends on."""
    return {name: version(name) for name in LIBRARIES}


def save(folder: Path, models: dict[str, Any], manifest: dict[str, Any]) -> None:
    """Write models and manifest into a folder, each whole or not at all; the manifest last."""
    from skops.io import dumps

    folder.mkdir(parents=True, exist_ok=True)
    data = dumps(models)
    with FileLock(folder / ".lock"):
        (folder / MANIFEST).unlink(missing_ok=True)
        _replace(folder / MODEL, data)
        _replace(folder / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())


def _replace(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_bytes(data)
    temporary.replace(path)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a folder of models.

    Raises
    ------
    NotTrainedError
        There is none.
    InputError
        It is no manifest.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise NotTrainedError(f"{folder}: nothing is trained yet; {RETRAIN}")
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise InputError(f"{path}: not a manifest ({error}); {RETRAIN}") from error


def load(folder: Path, expected: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Models and manifest, if they were made of what is expected.

    Raises
    ------
    NotTrainedError
        Nothing is trained.
    InputError
        The model was made of something else, is damaged, or holds a type we don't trust.
    """
    from skops.io import loads

    manifest = read_manifest(folder)
    faults = [
        f"{folder}: the model was trained with other {what} ({manifest.get(what)}, now {now}); {RETRAIN}"
        for what, now in expected.items()
        if manifest.get(what) != now
    ]
    if faults:
        raise InputError(faults)
    try:
        return loads((folder / MODEL).read_bytes(), trusted=TRUSTED), manifest
    except Exception as error:  # skops raises its own and zipfile's errors
        raise InputError(f"{folder / MODEL}: refused, damaged or of an untrusted type ({error}); {RETRAIN}") from error
