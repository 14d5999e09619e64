"""Lists made for one test, in our own words."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from filings.sources import Findings, read

ReadWord = Callable[..., pd.DataFrame]
ReadRows = Callable[..., tuple[pd.DataFrame, Findings]]


@pytest.fixture
def read_rows(tmp_path: Path) -> ReadRows:
    """Reads a list given as its header and rows, cells parted by |."""

    def read_rows(header: str, *rows: str, name: str = "清单（2025年3月）.tsv") -> tuple[pd.DataFrame, Findings]:
        path = tmp_path / name
        path.write_text("\n".join([header, *rows]).replace("|", "\t") + "\n", encoding="utf-8")
        return read([path])

    return read_rows


@pytest.fixture
def read_word(tmp_path: Path) -> ReadWord:
    """Saves a Word document and reads it."""

    def read_word(document: Any, name: str = "境内深度合成服务算法备案清单（2024年3月）.docx") -> pd.DataFrame:
        path = tmp_path / name
        document.save(str(path))
        return read([path])[0]

    return read_word
