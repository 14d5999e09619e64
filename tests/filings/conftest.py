"""What several tests of this folder start from."""

from collections.abc import Callable

import pandas as pd
import pytest

from filings.table import FIELDS, TAGGED_COLUMNS

TaggedTable = Callable[[list[dict[str, str | float]]], pd.DataFrame]


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
