"""The saved scorer of name pairs: whatever stands in its file, only whole numbers of our own features are used."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import nlp.matching
from nlp.knowledge import SHIPPED
from nlp.matching import FILE, Scorer, load_scorer


@pytest.fixture(scope="module")
def labels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pairs")
    pairs = pd.read_csv(SHIPPED / "name_pairs.csv", dtype=str, keep_default_na=False)
    pairs.iloc[::40].to_csv(folder / "name_pairs.csv", index=False)
    return folder


@pytest.fixture(scope="module")
def trained(labels: Path) -> Scorer:
    return load_scorer(labels)


def test_the_scorer_is_saved_and_comes_back(labels: Path, trained: Scorer) -> None:
    file = labels / "trained" / FILE
    saved = file.read_bytes(), file.stat().st_mtime_ns
    assert load_scorer(labels) == trained
    assert (file.read_bytes(), file.stat().st_mtime_ns) == saved


def change(**parts: Any) -> Callable[[dict[str, Any]], object]:
    return lambda saved: saved | parts


TAMPERED: list[Callable[[dict[str, Any]], object]] = [
    lambda saved: [],
    lambda saved: None,
    change(weights={}),
    change(weights={"cross": "__import__('os').system('touch harm')", "zh": [], "en": []}),
    change(intercepts={"cross": None, "zh": 0.0, "en": 0.0}),
    change(labels="of other labels"),
    change(features={"cross": ["other"]}),
    lambda saved: saved | {"weights": saved["weights"] | {"zh": [*saved["weights"]["zh"], 1.0]}},
    lambda saved: saved | {"weights": saved["weights"] | {"zh": [float("nan")] * len(saved["weights"]["zh"])}},
    lambda saved: (
        saved | {"weights": saved["weights"] | {"evil": [1.0]}, "intercepts": saved["intercepts"] | {"evil": 1.0}}
    ),
]


ANEW = Scorer({}, {})


@pytest.fixture
def file(labels: Path, trained: Scorer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The saved file, whole again behind the test; training anew gives `ANEW`."""
    monkeypatch.setattr(nlp.matching, "train_scorer", lambda labels: (ANEW, []))
    path = labels / "trained" / FILE
    before = path.read_bytes()
    yield path
    path.write_bytes(before)


@pytest.mark.parametrize("tamper", TAMPERED)
def test_a_tampered_scorer_is_trained_anew(
    labels: Path, file: Path, tamper: Callable[[dict[str, Any]], object]
) -> None:
    file.write_text(json.dumps(tamper(json.loads(file.read_text()))))
    assert load_scorer(labels) is ANEW


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[" * 100_000, b"\x80\x04."])
def test_a_file_that_is_no_json_is_trained_anew(labels: Path, file: Path, data: bytes) -> None:
    file.write_bytes(data)
    assert load_scorer(labels) is ANEW
