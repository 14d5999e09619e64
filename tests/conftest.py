"""The folder of real data, which stands beside the checkout or where FILINGS_SHARED says."""

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    folder = Path(os.environ.get("FILINGS_SHARED") or BESIDE)
    if not (folder / "registry").is_dir():
        pytest.skip(f"the real lists are not here: no {folder / 'registry'}; set FILINGS_SHARED to the folder of them")
    return folder
