"""Where the tables a person may edit stand, and how they are read.

In a checkout that is the folder ``labels/``; an installed package carries a copy of it and keeps a person's
own tables and models in the user's data folder. A folder given by hand may hold only some of the tables:
the shipped ones stand in for the others.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from platformdirs import user_data_path

from nlp.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

_ROOT = Path(__file__).resolve().parents[1]
SHIPPED = _ROOT / "labels"
#: Tables that names are taken apart and translated with.
NAME_TABLES: Final = ("abbreviations.csv", "glosses.csv", "legal_forms.csv", "places.csv", "trade_words.csv")
IN_CHECKOUT = (_ROOT / "pyproject.toml").is_file()


def default_labels() -> Path:
    """The folder of labels used when none is named."""
    return SHIPPED if IN_CHECKOUT else user_data_path("filings") / "labels"


def models_folder(labels: Path) -> Path:
    """Where the models trained from a folder of labels stand."""
    return _ROOT / "models" / "trained" if IN_CHECKOUT and labels.resolve() == SHIPPED else labels / "trained"


def table_path(name: str, labels: Path | None = None) -> Path:
    """The file that a table is read from: the person's own, else the shipped one."""
    own = (labels or default_labels()) / name
    return own if own.is_file() else SHIPPED / name


def read_knowledge(name: str, columns: list[str], labels: Path | None = None) -> "pd.DataFrame":
    """A table of labels/: all cells str, "" where empty, as they were before `nlp.formulas`; ``columns`` must be there.

    Raises
    ------
    InputError
        The file is missing, is no CSV, or lacks a column.
    """
    import pandas as pd

    from nlp.formulas import as_typed

    path = table_path(name, labels)
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise InputError(f"{path}: missing; restore it from the project's labels/") from error
    except ValueError as error:
        raise InputError(f"{path}: not a CSV in UTF-8 ({error})") from error
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise InputError([f"{path}: column '{column}' is missing" for column in missing])
    return as_typed(table)


def fingerprint(names: list[str], labels: Path | None = None) -> str:
    """A digest of these tables' content, to tell whether a model was made from them."""
    digest = hashlib.sha256()
    for name in sorted(names):
        digest.update(name.encode())
        digest.update(table_path(name, labels).read_bytes())
    return digest.hexdigest()[:16]


@cache
def shipped_knowledge(name: str) -> "pd.DataFrame":
    """A shipped table of word knowledge (places, glosses, legal forms), read once."""
    return read_knowledge(name, [], SHIPPED)
