"""Tables in and out of files: .csv, .tsv, .xlsx and .parquet, written whole or not at all."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from nlp.errors import InputError, MissingExtraError

TABLE_ENDINGS = (".csv", ".tsv", ".xlsx", ".parquet")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path`` that takes its place when the block ends well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def decode_text(data: bytes, name: str) -> str:
    """Text of a file in UTF-8 (BOM or not), UTF-16 with BOM, or GB18030.

    Raises
    ------
    InputError
        The bytes are none of these encodings.
    """
    has_utf16_mark = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if has_utf16_mark else ["utf-8-sig", "gb18030"]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(f"{name}: the text is neither UTF-8 nor GB18030; save it as 'CSV UTF-8' and try again")


def read_table(path: Path) -> pd.DataFrame:
    """A table with a header row, all cells str and empty cells ``""``.

    Raises
    ------
    InputError
        The file is missing, of an ending we don't read, or not a table.
    """
    if not path.is_file():
        raise InputError(f"{path}: no such file")
    try:
        table = _reader(path)()
    except (ValueError, OSError) as error:
        raise InputError(f"{path}: can't be read as a table ({error})") from error
    return table.fillna("").astype(str)


def _reader(path: Path) -> Callable[[], pd.DataFrame]:
    from io import StringIO

    ending = path.suffix.lower()
    if ending in (".csv", ".tsv"):
        text = decode_text(path.read_bytes(), str(path))
        separator = "\t" if ending == ".tsv" else ","
        return lambda: pd.read_csv(StringIO(text), sep=separator, dtype=str, keep_default_na=False)
    if ending == ".xlsx":
        return lambda: pd.read_excel(path, dtype=str, engine="calamine", na_filter=False)
    if ending == ".parquet":
        _need_parquet()
        return lambda: pd.read_parquet(path)
    raise InputError(f"{path}: a table ends in {', '.join(TABLE_ENDINGS)}")


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write by the path's ending: .csv (UTF-8 with BOM), .tsv, .xlsx or .parquet.

    Raises
    ------
    InputError
        The ending is none of these.
    """
    ending = path.suffix.lower()
    if ending not in TABLE_ENDINGS:
        raise InputError(f"{path}: an output ends in {', '.join(TABLE_ENDINGS)}")
    with replacing(path) as temporary:
        if ending == ".xlsx":
            _write_xlsx(table, temporary)
        elif ending == ".parquet":
            _need_parquet()
            table.to_parquet(temporary, index=False)
        else:
            separator = "\t" if ending == ".tsv" else ","
            table.to_csv(temporary, sep=separator, index=False, encoding="utf-8-sig", lineterminator="\n")


def _write_xlsx(table: pd.DataFrame, path: Path) -> None:
    with pd.ExcelWriter(
        path, engine="xlsxwriter", engine_kwargs={"options": {"strings_to_formulas": False, "strings_to_urls": False}}
    ) as writer:
        table.to_excel(writer, index=False, sheet_name="data")
        sheet = writer.sheets["data"]
        sheet.freeze_panes(1, 0)
        if len(table.columns):
            sheet.autofilter(0, 0, len(table), len(table.columns) - 1)


def _need_parquet() -> None:
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("A .parquet file", "parquet") from error
