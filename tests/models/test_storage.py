"""Saved models: whole or not at all, and refused when made of something else or tampered with."""

import io
import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest

from models.storage import FACTS, MANIFEST, MODEL, NotTrainedError, load, save
from nlp.errors import InputError

MADE_OF = {"features": 1, "labels": "a", "library versions": {"numpy": "2"}}


def model(classes: int = 2) -> dict[str, np.ndarray]:
    return {"m": np.arange(classes, dtype=float)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save(tmp_path, model(), {"fallback": "数据"}, MADE_OF)
    return tmp_path


def test_what_is_saved_comes_back_in_one_file(folder: Path) -> None:
    numbers, facts = load(folder, MADE_OF)
    assert numbers["m"].tolist() == [0.0, 1.0]
    assert facts == {"fallback": "数据"}
    assert [path.name for path in folder.iterdir()] == [MODEL]


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


def test_two_trainings_at_once_leave_one_of_their_models_whole(folder: Path) -> None:
    def train(number: int) -> None:
        for _ in range(5):
            save(folder, model(number), {"classes": number}, MADE_OF)

    def use(number: int) -> None:
        for _ in range(20):
            numbers, facts = load(folder, MADE_OF)
            assert len(numbers["m"]) == facts.get("classes", 2)

    with ThreadPoolExecutor(4) as pool:
        for task in [pool.submit(train, 3), pool.submit(train, 4), pool.submit(use, 0)]:
            task.result()
    assert [path.name for path in folder.iterdir()] == [MODEL]


# ---- tampered files


class Harm:
    """What touches a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Path.touch, (str(self.path),)


def refused(folder: Path, word: str = "refused") -> None:
    with pytest.raises(InputError, match=word) as raised:
        load(folder, MADE_OF)
    assert str(folder / MODEL) in str(raised.value)
    assert not (folder / "harm").exists()


def members(folder: Path) -> dict[str, bytes]:
    with ZipFile(folder / MODEL) as file:
        return {name: file.read(name) for name in file.namelist()}


def rewrite(folder: Path, contents: dict[str, bytes]) -> None:
    with ZipFile(folder / MODEL, "w") as file:
        for name, data in contents.items():
            file.writestr(name, data)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_truncated_file_is_refused(folder: Path, share: float) -> None:
    data = (folder / MODEL).read_bytes()
    (folder / MODEL).write_bytes(data[: int(share * len(data))])
    refused(folder)


def test_a_file_with_changed_bytes_is_refused(folder: Path) -> None:
    data = bytearray((folder / MODEL).read_bytes())
    middle = len(data) // 3
    data[middle : middle + 64] = bytes(64)
    (folder / MODEL).write_bytes(data)
    refused(folder)


def test_a_pickle_in_the_file_s_place_is_not_executed(folder: Path) -> None:
    (folder / MODEL).write_bytes(pickle.dumps(Harm(folder / "harm")))
    refused(folder)


def test_a_pickle_within_the_file_is_not_executed(folder: Path) -> None:
    packed = io.BytesIO()
    np.save(packed, np.array([Harm(folder / "harm")], dtype=object), allow_pickle=True)
    rewrite(
        folder, {name: packed.getvalue() if name.endswith(".npy") else data for name, data in members(folder).items()}
    )
    refused(folder)


def test_an_array_of_objects_is_not_saved(folder: Path) -> None:
    with pytest.raises(ValueError, match="allow_pickle"):
        save(folder, {"m": np.array([Harm(folder / "harm")], dtype=object)}, {}, MADE_OF)
    assert load(folder, MADE_OF)[0]["m"].tolist() == [0.0, 1.0]


@pytest.mark.parametrize("manifest", [b"{", b"[1]", b"7", b"null", b"\xff", b"[" * 100_000])
@pytest.mark.parametrize("member", [MANIFEST, FACTS])
def test_broken_json_is_refused(folder: Path, member: str, manifest: bytes) -> None:
    rewrite(folder, members(folder) | {member: manifest})
    refused(folder)


def test_a_file_without_manifest_as_older_versions_wrote_it_is_refused(folder: Path) -> None:
    rewrite(folder, {name: data for name, data in members(folder).items() if name != MANIFEST})
    (folder / MANIFEST).write_text(json.dumps(MADE_OF))
    refused(folder, "train anew")


def test_the_manifest_of_another_training_is_refused(folder: Path) -> None:
    ours = members(folder)
    save(folder, model(3), {}, MADE_OF | {"labels": "other"})
    theirs = members(folder)
    rewrite(folder, ours | {MANIFEST: theirs[MANIFEST]})
    with pytest.raises(InputError, match="other labels"):
        load(folder, MADE_OF)
