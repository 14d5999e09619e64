"""What several tests of this folder start from."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from filings.table import FIELDS, FILING_COLUMNS, TAGGED_COLUMNS
from filings.training import absorb_and_train
from nlp.knowledge import SHIPPED

TaggedTable = Callable[[list[dict[str, str | float]]], pd.DataFrame]
FilingTable = Callable[[list[dict[str, str]]], pd.DataFrame]


@pytest.fixture(scope="session")
def tagged_table() -> TaggedTable:
    """Makes a tagged table of rows that say only what they are about."""
    usual = dict.fromkeys(TAGGED_COLUMNS, "") | {
        "registry": "aigc", "role": "developed", "batch": "2025-03", "filed_on": "2025-02-11", "province": "北京",
        "status": "active", "group_id": "one", "group_zh": "壹", "group_en": "One", "ownership": "private",
        "modality": "text", "sector": "general", "audience": "b2c",
    }  # fmt: skip
    usual |= {f"{field}_confidence": 1.0 for field in FIELDS} | {f"{field}_source": "model" for field in FIELDS}

    def table(rows: list[dict[str, str | float]]) -> pd.DataFrame:
        numbered = [{**usual, "filing_no": str(number), **row} for number, row in enumerate(rows)]
        return pd.DataFrame(numbered, columns=TAGGED_COLUMNS)

    return table


@pytest.fixture(scope="session")
def small_labels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A labels folder with every ninth labelled filing and name pair; its models stand in it, trained."""
    folder = tmp_path_factory.mktemp("labels")
    for name in ("filings.csv", "name_pairs.csv"):
        table = pd.read_csv(SHIPPED / name, dtype=str, keep_default_na=False)
        table.iloc[::9].to_csv(folder / name, index=False)
    absorb_and_train(folder)
    return folder


@pytest.fixture
def own_labels(small_labels: Path, tmp_path: Path) -> Path:
    """A copy of `small_labels` that a test may change."""
    return Path(shutil.copytree(small_labels, tmp_path / "labels"))


@pytest.fixture(scope="session")
def filing_table() -> FilingTable:
    """Makes a filing table of rows that say only what they are about."""
    usual = dict.fromkeys(FILING_COLUMNS, "") | {
        "registry": "dsa", "role": "provider", "batch": "2025-03", "province": "北京", "status": "active",
    }  # fmt: skip

    def table(rows: list[dict[str, str]]) -> pd.DataFrame:
        numbers = [f"网信算备110108{1234567 + n}0125{n:03d}7号" for n in range(len(rows))]
        numbered = [{**usual, "filing_no": number, **row} for number, row in zip(numbers, rows, strict=True)]
        return pd.DataFrame(numbered, columns=FILING_COLUMNS)

    return table
