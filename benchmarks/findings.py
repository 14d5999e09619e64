"""The published findings beside ours, and why they differ: python -m benchmarks.findings [TAGGED]

TAGGED is a table that ``filings tag`` wrote; without it ../shared/registry is read and tagged first.
"""

import sys
import textwrap
from pathlib import Path

import pandas as pd

from benchmarks.shared import shared
from filings.counting import held_out_predictions
from filings.files import read_table
from filings.published import compare
from filings.sources import read
from filings.statistics import count, frontier_groups
from filings.table import TAGGED_COLUMNS, check
from filings.tag import tag
from models.tagger import load_tagger
from nlp.knowledge import default_labels
from nlp.organisations import Organisations, load_organisations

WIDTH = 100


def tagged_table(arguments: list[str], organisations: Organisations) -> pd.DataFrame:
    if arguments:
        return check(read_table(Path(arguments[0])), arguments[0], TAGGED_COLUMNS)
    labels = default_labels()
    filings, _ = read([shared() / "registry"])
    return tag(filings, organisations, load_tagger(labels), labels)


def main() -> None:
    organisations = load_organisations()
    table = tagged_table(sys.argv[1:], organisations)
    counted = count(table, organisations=organisations, held_out=held_out_predictions(default_labels()))
    for row in compare(counted, frontier_groups(organisations)):
        print(f"\n{row.finding['en']}")
        parts = {"published": row.published, "ours then": row.ours, "ours now": row.now, "note": row.why}
        for heading, text in parts.items():
            print(textwrap.fill(text["en"], WIDTH, initial_indent=f"  {heading:<10}", subsequent_indent=" " * 12))


if __name__ == "__main__":
    main()
