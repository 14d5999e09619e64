"""A review file as a workbook: a guide, the questions with choices to click, and the codes on a hidden sheet."""

from itertools import groupby
from pathlib import Path
from typing import Any, Final

import pandas as pd
import xlsxwriter

from filings.answers import LINK_ANSWERS
from models.labels import UNKNOWN, read_taxonomy
from nlp.decisions import WITHDRAWN
from nlp.formulas import neutral
from nlp.romanise import romanise
from nlp.text import has_chinese

GUIDE, QUESTIONS, CODES = "guide 说明", "questions", "codes"
ANSWER_COLUMNS: Final = ("label", "reviewer", "reviewed_on", "note")
HIDDEN_COLUMNS: Final = ("margin", "reason")  # of no use to a reader, and an audit row should look like any other
#: Width of each column in characters; the help behind the contract's columns has HELP_WIDTH.
WIDTHS: Final = {
    "filing_no": 16, "field": 11, "name": 26, "organisation": 26, "organisation_en": 30, "product": 18, "purpose": 46,
    "predicted": 13, "confidence": 11, "runner_up": 13, "evidence": 32, "label": 15, "reviewer": 11, "reviewed_on": 12,
    "note": 26, "left": 30, "left_in_english": 32, "right": 30, "right_in_english": 32, "relation": 13,
    "candidates": 36, "probability": 11, "filings": 8,
}  # fmt: skip
HELP_WIDTH: Final = 24
LINE: Final = 15  # points
MOST_LINES: Final = 10
_PROMPT: Final = 255  # characters that a spreadsheet shows beside a cell at most
_ALSO: Final = [(UNKNOWN, "无依据", "No basis"), (WITHDRAWN, "撤回", "Take back")]
_LINK_NAMES: Final = {"same": "Same", "different": "Different", "unsure": "Unsure"}


def write_review_workbook(rows: pd.DataFrame, path: Path, labels: Path) -> None:
    """Write questions, DataFrame with REVIEW_COLUMNS or LINK_REVIEW_COLUMNS, as .xlsx.

    The columns stand first and in their order; help follows: names in pinyin, and what the codes mean. Only the cells
    to fill in can be changed (there is no password).
    """
    about_links = "left" in rows.columns
    codes = _link_codes() if about_links else _field_codes(labels)
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    look = {
        "text": book.add_format({"text_wrap": True, "valign": "top", "border": 1, "border_color": "#d9dde2"}),
        "help": book.add_format({"text_wrap": True, "valign": "top", "font_color": "#5b6570"}),
        "answer": book.add_format(
            {"text_wrap": True, "valign": "top", "bg_color": "#fff6cc", "border": 1, "border_color": "#d8b63c",
             "num_format": "@", "locked": False}
        ),
        "heading": book.add_format({"bold": True, "bg_color": "#e4e8ec", "valign": "top", "border": 1}),
        "answer heading": book.add_format({"bold": True, "bg_color": "#f2c94c", "valign": "top", "border": 1}),
        "guide": book.add_format({"text_wrap": True, "valign": "top"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
    }  # fmt: skip
    _write_guide(book.add_worksheet(GUIDE), "links" if about_links else "filings", codes, look)
    sheet = book.add_worksheet(QUESTIONS)
    _write_codes(book.add_worksheet(CODES), codes, look)
    kinds = pd.Series("link", rows.index) if about_links else rows["field"]
    _write_questions(sheet, rows, kinds, codes, look)
    book.close()


def _field_codes(labels: Path) -> pd.DataFrame:
    """Columns field, code, zh, en, definition; each field's codes stand together."""
    also = pd.DataFrame(_ALSO, columns=["code", "zh", "en"])
    parts = [
        pd.concat([codes, also.assign(field=field, definition="")])
        for field, codes in read_taxonomy(labels).groupby("field", sort=False)
    ]
    return pd.concat(parts, ignore_index=True)


def _link_codes() -> pd.DataFrame:
    rows = [(code, LINK_ANSWERS[code][0], en) for code, en in _LINK_NAMES.items()]
    codes = pd.DataFrame([*rows, _ALSO[1]], columns=["code", "zh", "en"])
    return codes.assign(field="link", definition="")


def _write_guide(sheet: Any, kind: str, codes: pd.DataFrame, look: dict[str, Any]) -> None:
    guide = pd.read_csv(Path(__file__).parent / "review_assets" / "guide.csv", dtype=str).query("kind == @kind")
    sheet.hide_gridlines(2)
    for column, width in enumerate((13, 15, 22, 24, 90)):
        sheet.set_column(column, column, width)
    sheet.write(0, 0, "How to review 怎样审核", look["title"])
    row = 2
    for line in guide.itertuples():
        for text in (line.en, line.zh):
            sheet.merge_range(row, 0, row, 4, text, look["guide"])
            sheet.set_row(row, LINE * _lines(text, 150))
            row += 1
        row += 1
    for column, heading in enumerate(("field 字段", "code 代码", "中文", "English", "definition")):
        sheet.write(row, column, heading, look["heading"])
    for place, code in enumerate(codes.itertuples(), row + 1):
        for column, text in enumerate((code.field, code.code, code.zh, code.en, code.definition)):
            sheet.write_string(place, column, text, look["guide"])
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.protect()


def _write_codes(sheet: Any, codes: pd.DataFrame, look: dict[str, Any]) -> None:
    for column, name in enumerate(("code", "zh", "en", "means", "field")):
        sheet.write(0, column, name, look["heading"])
    for row, code in enumerate(codes.itertuples(), 1):
        for column, text in enumerate((code.code, code.zh, code.en, f"{code.zh} {code.en}", code.field)):
            sheet.write_string(row, column, text)
    sheet.hide()
    sheet.protect()


def _write_questions(
    sheet: Any, rows: pd.DataFrame, kinds: pd.Series, codes: pd.DataFrame, look: dict[str, Any]
) -> None:
    help_columns = _help(rows, kinds, codes)
    ranges = {field: (part.index[0] + 1, part.index[-1] + 1) for field, part in codes.groupby("field")}
    label = rows.columns.get_loc("label")
    for column, name in enumerate([*rows.columns, *help_columns, "label_means"]):
        answer = name in ANSWER_COLUMNS
        hidden = {"hidden": True} if name in HIDDEN_COLUMNS else {}
        sheet.set_column(column, column, WIDTHS.get(name, HELP_WIDTH), None, hidden)
        sheet.write(0, column, name, look["answer heading" if answer else "heading"])
    shown = [(place, WIDTHS[name]) for place, name in enumerate(rows.columns) if name in WIDTHS]
    for row, cells in enumerate(rows.itertuples(index=False), 1):
        lines = max(_lines(str(cells[place]), width) for place, width in shown)
        sheet.set_row(row, LINE * min(lines, MOST_LINES))
        for column, (name, cell) in enumerate(zip(rows.columns, cells, strict=True)):
            _write_cell(sheet, row, column, cell, look["answer" if name in ANSWER_COLUMNS else "text"])
        for column, texts in enumerate(help_columns.values(), len(rows.columns)):
            sheet.write_string(row, column, neutral(texts[row - 1]), look["help"])
        first, last = ranges[kinds.iloc[row - 1]]
        table = f"{CODES}!$A${first + 1}:$D${last + 1}"
        cell = xlsxwriter.utility.xl_rowcol_to_cell(row, label)
        means = len(rows.columns) + len(help_columns)
        sheet.write_formula(
            row, means, f'=IF({cell}="","",IFERROR(VLOOKUP({cell},{table},4,FALSE),"?"))', look["help"], ""
        )
    for field, (first, last) in ranges.items():
        _offer(sheet, label, kinds, field, codes[codes["field"].eq(field)], f"={CODES}!$A${first + 1}:$A${last + 1}")
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, max(len(rows), 1), len(rows.columns) + len(help_columns))
    sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _lines(text: str, width: int) -> int:
    """Lines that a wrapped text takes; a Chinese character is as wide as two Latin ones."""
    return 1 + (len(text) + sum(map(has_chinese, text))) * 11 // (10 * width)


def _write_cell(sheet: Any, row: int, column: int, cell: Any, look: Any) -> None:
    if isinstance(cell, int | float):
        sheet.write_number(row, column, cell, look)
    else:
        sheet.write_string(row, column, neutral(str(cell)), look)


def _help(rows: pd.DataFrame, kinds: pd.Series, codes: pd.DataFrame) -> dict[str, list[str]]:
    """The columns behind the contract's: Chinese names in pinyin, and what the codes of the question mean."""
    named = ["left", "right"] if "left" in rows else ["name", "organisation", "product"]
    means = {(code.field, code.code): f"{code.zh} {code.en}" for code in codes.itertuples()}
    told = {f"{name}_pinyin": [romanise(text) if has_chinese(text) else "" for text in rows[name]] for name in named}
    shown = [name for name in ("predicted", "runner_up") if name in rows]
    return told | {
        f"{name}_means": [means.get(key, "") for key in zip(kinds, rows[name], strict=True)] for name in shown
    }


def _offer(sheet: Any, label: int, kinds: pd.Series, field: str, codes: pd.DataFrame, source: str) -> None:
    """A list of one field's codes in its cells of ``label``, and their names beside the chosen cell."""
    rows = [place for place, kind in enumerate(kinds, 1) if kind == field]
    if not rows:
        return
    runs = [[row for _, row in run] for _, run in groupby(enumerate(rows), lambda item: item[1] - item[0])]
    cells = [(run[0], label, run[-1], label) for run in runs]
    sheet.data_validation(
        *cells[0],
        {
            "validate": "list",
            "source": source,
            "other_cells": cells[1:],
            "input_title": field,
            "input_message": _prompt(codes),
            "error_title": "label",
            "error_message": f"Choose a code of {field} from the list. 请从列表中选择代码。",
        },
    )


def _prompt(codes: pd.DataFrame) -> str:
    """The codes with their names, as far as they fit: in both languages, else in Chinese (the codes are English)."""
    both = "\n".join(f"{code.code} {code.zh} {code.en}" for code in codes.itertuples())
    chinese = ", ".join(f"{code.code} {code.zh}" for code in codes.itertuples())
    return both if len(both) <= _PROMPT else chinese if len(chinese) <= _PROMPT else chinese[: _PROMPT - 1] + "…"
