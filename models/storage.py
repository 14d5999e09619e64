"""Saved models: one .npz file of plain numbers and of JSON, from which nothing is ever executed.

Its manifest tells what the model was made of: other features, labels, knowledge or library versions are refused,
with the word that differs. All stands in one file, so that it is replaced in one step.
"""

import json
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

import numpy as np

from nlp.errors import InputError
from nlp.replacing import replacing

MODEL: Final = "models.npz"
MANIFEST: Final = "manifest.json"
FACTS: Final = "facts.json"
LIBRARIES: Final = ("scikit-learn", "numpy", "rjieba")
RETRAIN: Final = "train anew: python train.py (or: filings train)"


class NotTrainedError(InputError):
    """Nothing is trained yet."""


def versions() -> dict[str, str]:
    """Versions of the libraries that a model depends on."""
    return {name: version(name) for name in LIBRARIES}


def save(folder: Path, numbers: dict[str, np.ndarray], facts: dict[str, Any], manifest: dict[str, Any]) -> None:
    """Write arrays, facts and manifest into a folder, all or nothing; of two trainings at once the last one stays."""
    data = BytesIO()
    np.savez(data, allow_pickle=False, **numbers)
    with ZipFile(data, "a") as file:
        for name, content in ((FACTS, facts), (MANIFEST, manifest)):
            file.writestr(name, json.dumps(content, ensure_ascii=False, default=float))
    with replacing(folder / MODEL) as temporary:
        temporary.write_bytes(data.getbuffer())


def load(folder: Path, expected: dict[str, Any]) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Arrays and facts, if they were made of what is expected.

    Raises
    ------
    NotTrainedError
        Nothing is trained.
    InputError
        The model was made of something else, is damaged, or holds more than numbers and JSON.
    """
    path = folder / MODEL
    if not path.is_file():
        raise NotTrainedError(f"{folder}: nothing is trained yet; {RETRAIN}")
    try:
        with ZipFile(path) as file:
            manifest = dict(json.loads(file.read(MANIFEST)))
            faults = [
                f"{folder}: the model was trained with other {what} ({manifest.get(what)}, now {now}); {RETRAIN}"
                for what, now in expected.items()
                if manifest.get(what) != now
            ]
            if faults:
                raise InputError(faults)
            return _arrays(file), dict(json.loads(file.read(FACTS)))
    except (BadZipFile, EOFError, KeyError, NotImplementedError, RecursionError, TypeError, ValueError) as error:
        raise InputError(f"{path}: refused, damaged or not what we save ({error}); {RETRAIN}") from error


def _arrays(file: ZipFile) -> dict[str, np.ndarray]:
    """The members that are arrays; an array of objects, which would have to be unpickled, is a ValueError."""
    return {
        name.removesuffix(".npy"): np.lib.format.read_array(BytesIO(file.read(name)), allow_pickle=False)
        for name in file.namelist()
        if name.endswith(".npy")
    }
