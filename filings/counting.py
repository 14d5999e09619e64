"""What ``filings stats`` does: a tagged table in, a folder of tables and the report out."""

from pathlib import Path

import pandas as pd

from filings.changes import changes
from filings.files import read_table
from filings.frontier import read_frontier
from filings.intervals import AUDIT_COLUMNS
from filings.published import compare
from filings.report import Told, write_report
from filings.statistics import DEFAULT, Choices, count, frontier_groups, tables
from filings.table import TAGGED_COLUMNS, check
from models.labels import decisions, read_log
from models.tagger import load_tagger
from nlp.decisions import ruling
from nlp.errors import InputError
from nlp.organisations import load_organisations


def write_statistics(
    tagged: Path,
    folder: Path,
    labels: Path,
    choices: Choices = DEFAULT,
    previous: Path | None = None,
    frontier: Path | None = None,
    png: bool = False,
) -> list[Path]:
    """Count a tagged table and write all of it.

    Parameters
    ----------
    tagged, previous : tables that ``filings tag`` wrote, the latter earlier; with it ``changes`` is written too.
    folder : where to. labels : folder of organisations, models and audit answers.
    frontier : table of frontier developers (`filings.frontier.read_frontier`); the labels' own when None.
    png : whether to write the charts as pictures.

    Returns
    -------
    The files written.

    Raises
    ------
    InputError
        A table is faulty or a developer unknown; nothing is written then.
    """
    table = _read_tagged(tagged)
    organisations = load_organisations(labels)
    leading = frontier_groups(organisations, choices)
    if frontier:
        leading = read_frontier(read_table(frontier), str(frontier), table, organisations)
    held_out, audit = held_out_predictions(labels), audit_answers(labels)
    counted = count(table, choices, organisations, held_out, audit)
    made = tables(counted, leading)
    if previous:
        made["changes"] = changes(table, _read_tagged(previous))
    told = Told(choices, leading, compare(counted, leading), held_out is not None, len(audit))
    return write_report(made, folder, told, png)


def _read_tagged(path: Path) -> pd.DataFrame:
    return check(read_table(path), str(path), TAGGED_COLUMNS)


def held_out_predictions(labels: Path) -> dict[str, pd.DataFrame] | None:
    """The models' out-of-fold predictions; None where no models are at hand that fit these labels."""
    try:
        return load_tagger(labels).out_of_fold
    except InputError:
        return None


def audit_answers(labels: Path) -> pd.DataFrame:
    """What people answered to the audit questions of review files: AUDIT_COLUMNS, with the label that rules."""
    made = decisions(read_log(labels))
    question = ["filing_no", "field"]
    asked = made[made["reason"].eq("audit") & made["predicted"].ne("")].drop_duplicates(question)
    return asked[[*question, "predicted"]].merge(ruling(made, question, "label")[[*question, "label"]])[AUDIT_COLUMNS]
