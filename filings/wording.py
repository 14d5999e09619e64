"""The report's words in English and Chinese: report_assets/words.csv, the codes' names, the places."""

from functools import cache
from pathlib import Path
from typing import Final

import pandas as pd

from models.labels import read_taxonomy
from nlp.knowledge import shipped_knowledge

LANGUAGES: Final = ("en", "zh")
ASSETS: Final = Path(__file__).parent / "report_assets"

#: One text in every language: language → text.
Text = dict[str, str]


@cache
def _words() -> dict[str, Text]:
    """Key → text. Codes and places are keyed by their column, as in ``ownership.private``, ``province.北京``."""
    own = pd.read_csv(ASSETS / "words.csv", dtype=str, keep_default_na=False)
    codes = read_taxonomy().assign(key=lambda table: table["field"] + "." + table["code"])
    places = shipped_knowledge("places.csv").query("level == 'province'")
    named = pd.DataFrame({"key": "province." + places["short"], "en": places["en"], "zh": places["short"]})
    table = pd.concat([own, codes, named])
    return {row.key: {"en": row.en, "zh": row.zh} for row in table.itertuples()}


def say(key: str, **values: "str | Text") -> Text:
    """The text of a key in every language, its {gaps} filled.

    Raises
    ------
    KeyError
        There is no such key, or a gap has no value.
    """
    return {
        language: template.format(**{name: _in(value, language) for name, value in values.items()})
        for language, template in _words()[key].items()
    }


def name(column: str, code: str) -> Text:
    """What a code is called; a code without a name stands for itself."""
    return _words().get(f"{column}.{code}", dict.fromkeys(LANGUAGES, code))


def enumerate_texts(items: list[Text]) -> Text:
    """Items as a list in a sentence: A, B and C."""
    return {language: _enumerate([item[language] for item in items], language) for language in LANGUAGES}


def _enumerate(items: list[str], language: str) -> str:
    separator, last = (_words()[key][language] for key in ("list.separator", "list.last"))
    return last.join(filter(None, [separator.join(items[:-1]), *items[-1:]]))


def _in(value: "str | Text", language: str) -> str:
    return value if isinstance(value, str) else value[language]


def number(value: int) -> str:
    """A count with thousands set apart: 1,438."""
    return f"{value:,}"


def percent(share: float) -> str:
    """A share in [0, 1] as a whole percentage, with a decimal near either end: 79%, 4.3%, 99.6%."""
    return f"{share:.1%}" if 0 < share < 0.0995 or 0.995 <= share < 1 else f"{share:.0%}"
