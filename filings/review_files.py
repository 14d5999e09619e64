"""The two files that go to a person: questions on tags, and beside them questions on links."""

from pathlib import Path

import pandas as pd

from filings.absorbing import unabsorbed
from filings.answers import read_questions
from filings.files import write_table
from filings.link_review import doubtful_links, doubtful_organisations
from filings.review import review_rows
from filings.review_workbook import write_review_workbook
from models.tagger import Tagger
from nlp.errors import InputError
from nlp.organisations import Organisations, load_organisations
from nlp.replacing import replacing


def write_reviews(
    path: Path,
    enriched: pd.DataFrame,
    chances: dict[str, pd.DataFrame],
    organisations: Organisations,
    tagger: Tagger,
    labels: Path,
    limit: int | None = None,
) -> dict[Path, int]:
    """Write the review file and, beside it, the one about links (review.csv and review-links.csv).

    Parameters are those of `filings.review.review_rows`.

    Returns
    -------
    The files written, and how many questions each holds; there is no file about links where none is doubtful.
    """
    rows = review_rows(enriched, chances, organisations, tagger, labels, limit)
    links = doubtful_organisations(enriched, organisations, labels, limit)
    tables = {path: rows} | ({_beside(path): links} if len(links) else {})
    for file, table in tables.items():
        write_review(table, file, labels)
    return {file: len(table) for file, table in tables.items()}


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.stem}-links{path.suffix}")


def check_no_answers(path: Path, labels: Path) -> None:
    """See to it that no answers are lost when review files are written here.

    Raises
    ------
    InputError
        A review file that stands here holds answers that are not absorbed yet.
    """
    faults = []
    for file in (path, _beside(path)):
        if file.is_file() and _has_answers(file):
            faults += _not_absorbed(file, labels)
    if faults:
        raise InputError(faults)


def _has_answers(file: Path) -> bool:
    try:
        table = read_questions(file)
    except InputError:
        return False
    given = ["label", "note"]
    return set(given) <= set(table.columns) and bool(table[given].ne("").any(axis=None))


def _not_absorbed(file: Path, labels: Path) -> list[str]:
    mend = f"run: filings review {file}, or name another review file"
    try:
        count = unabsorbed(file, labels)
    except InputError as error:
        return [*error.faults, f"{file}: it holds answers, which would be lost; mend them and {mend}"]
    return [f"{file}: it holds {count} answers that are not absorbed yet and would be lost; {mend}"] if count else []


def write_link_review(path: Path, links: pd.DataFrame, labels: Path) -> int:
    """Write the doubtful ones of ``links``, as `nlp.linking.link_names` returns them; how many these are."""
    rows = doubtful_links(links, load_organisations(labels), labels)
    write_review(rows, path, labels)
    return len(rows)


def write_review(rows: pd.DataFrame, path: Path, labels: Path) -> None:
    """Write questions by the path's ending: a workbook with choices to click for .xlsx, else a plain table."""
    if path.suffix.lower() != ".xlsx":
        write_table(rows, path)
        return
    with replacing(path) as temporary:
        write_review_workbook(rows, temporary, labels)
