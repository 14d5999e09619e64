"""Aggregate tables as one workbook: a contents sheet that explains them, then a sheet a table."""

from pathlib import Path
from typing import Any, Final

import pandas as pd

from filings.wording import LANGUAGES, say
from nlp.formulas import neutralised

CONTENTS: Final = "contents"
HEADER_ROW: Final = 1  # under the row of English headings stand the Chinese ones, which bear the filters
WIDTHS: Final = {"name": 34, "organisation": 34, "organisation_zh": 34, "organisation_en": 44, "filing_no": 34}


def write_workbook(tables: dict[str, pd.DataFrame], path: Path) -> None:
    """Write statistics.xlsx: headings in both languages, frozen, with filters; shares as percentages."""
    literal = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
    with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs=literal) as writer:
        formats = {
            "heading": writer.book.add_format({"bold": True, "bg_color": "#e4e8ec", "text_wrap": True}),
            "share": writer.book.add_format({"num_format": "0.0%"}),
            "count": writer.book.add_format({"num_format": "#,##0"}),
            "text": writer.book.add_format({"num_format": "@"}),
            "wrapped": writer.book.add_format({"text_wrap": True, "valign": "top"}),
            "link": writer.book.get_default_url_format(),
        }
        _write_contents(tables, writer, formats)
        for stem, table in tables.items():
            _write_sheet(stem, table, writer, formats)


def _write_contents(tables: dict[str, pd.DataFrame], writer: pd.ExcelWriter, formats: dict[str, Any]) -> None:
    """What each sheet holds, with a link to it."""
    sheet = writer.book.add_worksheet(CONTENTS)
    headings = ["Sheet 表", "What it holds", "内容", "Rows 行数"]
    for column, (heading, width) in enumerate(zip(headings, (20, 80, 60, 10), strict=True)):
        sheet.write(0, column, heading, formats["heading"])
        sheet.set_column(column, column, width)
    for row, (stem, table) in enumerate(tables.items(), 1):
        sheet.write_url(row, 0, f"internal:'{stem}'!A1", formats["link"], stem)
        told = say(f"table.{stem}")
        for column, language in enumerate(LANGUAGES, 1):
            sheet.write_string(row, column, told[language], formats["wrapped"])
        sheet.write_number(row, len(LANGUAGES) + 1, len(table), formats["count"])
    said = say("table.interval")
    for column, language in enumerate(LANGUAGES, 1):
        sheet.write_string(len(tables) + 2, column, said[language], formats["wrapped"])
    sheet.freeze_panes(1, 1)


def _write_sheet(stem: str, table: pd.DataFrame, writer: pd.ExcelWriter, formats: dict[str, Any]) -> None:
    neutralised(table).to_excel(writer, index=False, header=False, sheet_name=stem, startrow=HEADER_ROW + 1)
    sheet = writer.sheets[stem]
    for position, column in enumerate(table.columns):
        heading = say(f"column.{column}")
        sheet.write(0, position, heading["en"], formats["heading"])
        sheet.write(HEADER_ROW, position, heading["zh"], formats["heading"])
        numeric = pd.api.types.is_numeric_dtype(table[column])
        kind = "share" if "share" in column else "count" if numeric else "text"
        sheet.set_column(position, position, WIDTHS.get(column, 16), formats[kind])
    sheet.freeze_panes(HEADER_ROW + 1, 0)
    sheet.autofilter(HEADER_ROW, 0, HEADER_ROW + max(len(table), 1), len(table.columns) - 1)
