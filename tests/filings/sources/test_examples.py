"""The lists of examples/, in every format, against the table that they were made from."""

from pathlib import Path

import pandas as pd

from filings.sources import read

EXAMPLES = Path(__file__).parents[3] / "examples"


def test_every_example_reads_as_it_was_meant() -> None:
    table, _ = read([EXAMPLES / "registry"])
    meant = pd.read_csv(EXAMPLES / "registry.csv", dtype=str, keep_default_na=False)
    columns = [column for column in meant.columns if column != "sheet"]
    order = ["registry", "filing_no"]
    pd.testing.assert_frame_equal(
        table[columns].sort_values(order, ignore_index=True), meant[columns].sort_values(order, ignore_index=True)
    )
