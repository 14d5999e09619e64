"""Tagging in chunks, with a bounded memory and any number of processes.

A table is gone through twice: for the organisations, which are resolved over all of it, and for the tags. Chunks have
a fixed number of rows, so that the result does not depend on how many processes share them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

import pandas as pd

from filings.files import CHUNK_ROWS, csv_chunks, parquet_chunks, readable, write_chunks
from filings.parallel import Workers
from filings.table import FILING_COLUMNS, check, is_filing_table
from filings.tag import Rules, published, rules_of, tag_linked
from models.tagger import load_tagger
from nlp.errors import InputError
from nlp.organisations import Organisations, load_organisations
from nlp.resolver import clusters, resolve_clusters, with_organisations

#: Goes through a filing table in chunks, each time anew. The chunks are numbered through and none is empty.
Chunks = Callable[[], Iterator[pd.DataFrame]]
Tagged = tuple[pd.DataFrame, dict[str, pd.DataFrame]]

_NAMES: Final = 1_000  # names that one process resolves at a time
_READERS: Final[dict[str, Callable[..., Iterator[pd.DataFrame]]]] = {
    ".csv": csv_chunks,
    ".tsv": csv_chunks,
    ".parquet": parquet_chunks,
}


def chunks_of(sources: list[Path], read: Callable[[list[Path]], pd.DataFrame], skip_bad: bool = False) -> Chunks:
    """Filing tables are read in chunks; if others are among the sources, or bad rows go, all is ``read`` at once."""
    if not skip_bad and all(map(_is_filing_file, sources)):
        return partial(_filing_chunks, list({path.resolve(): path for path in sources}.values()))
    table = read(sources)
    if table.empty:
        raise InputError(_no_filing(sources))
    return lambda: (table.iloc[start : start + CHUNK_ROWS] for start in range(0, len(table), CHUNK_ROWS))


def _no_filing(sources: list[Path]) -> str:
    return f"{', '.join(map(str, sources))}: there is no filing in it, only a header"


def _is_filing_file(path: Path) -> bool:
    reader = _READERS.get(path.suffix.lower())
    if reader is None or not path.is_file():
        return False
    try:
        with readable(path):
            return is_filing_table(list(next(reader(path, size=1)).columns))
    except InputError:
        return False


def _filing_chunks(paths: list[Path]) -> Iterator[pd.DataFrame]:
    """
    Raises
    ------
    InputError
        Every fault of the tables, when all rows were read; or there is none.
    """
    faults: list[str] = []
    rows = 0
    for path in paths:
        with readable(path):
            for chunk in _READERS[path.suffix.lower()](path):
                checked = check(chunk, str(path), skipped=faults)[FILING_COLUMNS]
                if len(checked):
                    yield checked.set_axis(range(rows, rows + len(checked)))
                rows += len(checked)
    if faults or not rows:
        raise InputError(faults or _no_filing(paths))


def tag_chunks(
    chunks: Chunks, labels: Path, target_precision: float, workers: Workers, with_chances: bool = False
) -> Iterator[Tagged]:
    """What `filings.tag.tag_with_chances` gives for the whole table, chunk by chunk.

    Parameters
    ----------
    chunks : gives DataFrames with FILING_COLUMNS.
    labels : folder whose models are trained.
    with_chances : whether probabilities are wanted; without them the second part of each pair is empty.
    """
    organisations = load_organisations(labels)
    said = pd.concat(published(chunk).drop_duplicates() for chunk in chunks())
    resolving = _resolving(said, organisations, workers)
    rules = workers.share(rules_of(organisations, load_tagger(labels), labels, target_precision))
    links = pd.concat(resolving)
    linked = ((chunk, links.loc[chunk["organisation"]].set_index(chunk.index)) for chunk in chunks())
    return workers.each(_tag_with_chances if with_chances else _tag, rules, linked)


def resolve_table(table: pd.DataFrame, column: str, labels: Path | None, workers: Workers) -> pd.DataFrame:
    """What `nlp.resolve` gives."""
    said = pd.DataFrame({"name": table[column], "former": "", "key": ""})
    links = pd.concat(_resolving(said, load_organisations(labels), workers))
    return with_organisations(table, links.loc[table[column]].set_index(table.index))


def _resolving(said: pd.DataFrame, organisations: Organisations, workers: Workers) -> Iterator[pd.DataFrame]:
    """The organisation of every name, in parts: DataFrames indexed by name with RESOLVED_COLUMNS."""
    found = clusters(said)
    parts = (found[start : start + _NAMES] for start in range(0, max(len(found), 1), _NAMES))
    return workers.each(_resolve, workers.share(organisations.indexed()), parts)


def _resolve(organisations: Organisations, names: list[list[str]]) -> pd.DataFrame:
    return resolve_clusters(names, organisations)


def _tag_with_chances(rules: Rules, linked: tuple[pd.DataFrame, pd.DataFrame]) -> Tagged:
    return tag_linked(*linked, rules)


def _tag(rules: Rules, linked: tuple[pd.DataFrame, pd.DataFrame]) -> Tagged:
    return tag_linked(*linked, rules)[0], {}


@dataclass
class Written:
    """What `write_tagged` wrote: how many filings, how many of them doubtful, and if kept the parts themselves."""

    filings: int = 0
    doubtful: int = 0
    parts: list[Tagged] = field(default_factory=list)

    @property
    def whole(self) -> Tagged:
        """The parts as one, as `filings.tag.tag_with_chances` returns it."""
        tables, chances = zip(*self.parts, strict=True)
        return pd.concat(tables), {name: pd.concat(part[name] for part in chances) for name in chances[0]}


def write_tagged(tagged: Iterable[Tagged], path: Path, keep: bool = False) -> Written:
    """Write what `tag_chunks` gives into one file, whole or not at all."""
    written = Written()

    def tables() -> Iterator[pd.DataFrame]:
        for table, chances in tagged:
            written.filings += len(table)
            written.doubtful += int(table["doubtful"].ne("").sum())
            if keep:
                written.parts.append((table, chances))
            yield table

    write_chunks(tables(), path)
    return written
