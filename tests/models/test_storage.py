"""Saved models: whole or not at all, and refused when made of something else or tampered with."""

import pickle
from pathlib import Path

import pytest
from sklearn.linear_model import LogisticRegression

from models.storage import MANIFEST, MODEL, NotTrainedError, load, save
from nlp.errors import InputError

MADE_OF = {"features": 1, "labels": "a", "library versions": {"numpy": "2"}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save(tmp_path, {"m": LogisticRegression().fit([[0.0], [1.0]], [0, 1])}, MADE_OF)
    return tmp_path


def test_what_is_saved_comes_back(folder: Path) -> None:
    models, manifest = load(folder, MADE_OF)
    assert models["m"].predict([[1.0]]).tolist() == [1]
    assert manifest == MADE_OF


def test_nothing_trained(tmp_path: Path) -> None:
    with pytest.raises(NotTrainedError, match="nothing is trained yet"):
        load(tmp_path, MADE_OF)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"features": 2}, "other features"),
        ({"labels": "b"}, "other labels"),
        ({"library versions": {}}, "other library"),
    ],
)
def test_a_model_made_of_something_else_is_refused(folder: Path, changed: dict[str, object], word: str) -> None:
    with pytest.raises(InputError, match=word):
        load(folder, MADE_OF | changed)


def test_a_damaged_model_is_refused(folder: Path) -> None:
    (folder / MODEL).write_bytes((folder / MODEL).read_bytes()[:100])
    with pytest.raises(InputError, match="refused"):
        load(folder, MADE_OF)


def test_a_pickle_in_the_model_s_place_is_refused_and_not_executed(folder: Path, tmp_path: Path) -> None:
    class Harm:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return Path.touch, (str(tmp_path / "harm"),)

    (folder / MODEL).write_bytes(pickle.dumps(Harm()))
    with pytest.raises(InputError, match="refused"):
        load(folder, MADE_OF)
    assert not (tmp_path / "harm").exists()


def test_a_type_we_do_not_trust_is_refused(folder: Path) -> None:
    from pathlib import PurePosixPath

    save(folder, {"m": PurePosixPath("x")}, MADE_OF)
    with pytest.raises(InputError, match="refused"):
        load(folder, MADE_OF)


def test_a_broken_manifest_is_named(folder: Path) -> None:
    (folder / MANIFEST).write_text("{")
    with pytest.raises(InputError, match="not a manifest"):
        load(folder, MADE_OF)
