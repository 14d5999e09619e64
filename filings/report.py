"""Aggregate tables in; CSV files, statistics.xlsx and report.html out."""

from pathlib import Path
from typing import Final

import jinja2
import pandas as pd
from markupsafe import Markup

from filings.figures import data_table, figures
from filings.files import replacing, write_table
from filings.findings import deck, findings
from filings.statistics import group_totals
from filings.wording import ASSETS, LANGUAGES, say

GROUPS_SHOWN: Final = 10


def write_report(tables: dict[str, pd.DataFrame], folder: Path) -> list[Path]:
    """Write every table and the report.

    Parameters
    ----------
    tables : what `filings.statistics.aggregate` returns.
    folder : is made where it is missing.

    Returns
    -------
    The files written: a CSV a table, then statistics.xlsx and report.html.
    """
    paths = [folder / f"{stem}.csv" for stem in tables]
    for path, table in zip(paths, tables.values(), strict=True):
        write_table(table, path)
    workbook, page = folder / "statistics.xlsx", folder / "report.html"
    with replacing(workbook) as temporary:
        _write_workbook(tables, temporary)
    with replacing(page) as temporary:
        temporary.write_text(report_html(tables), encoding="utf-8")
    return [*paths, workbook, page]


def _write_workbook(tables: dict[str, pd.DataFrame], path: Path) -> None:
    """A sheet a table, its header frozen and filtered, shares as percentages."""
    literal = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
    with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs=literal) as writer:
        share = writer.book.add_format({"num_format": "0.0%"})
        for stem, table in tables.items():
            table.to_excel(writer, index=False, sheet_name=stem)
            sheet = writer.sheets[stem]
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, len(table), len(table.columns) - 1)
            for position, column in enumerate(table.columns):
                sheet.set_column(position, position, 18, share if "share" in column else None)


def report_html(tables: dict[str, pd.DataFrame]) -> str:
    """The report as one HTML page that loads nothing; English until its switch is used."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ASSETS),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    leading = group_totals(tables["by_group"]).head(GROUPS_SHOWN)
    named = [{"en": row.group_en, "zh": row.group_zh} for row in leading.itertuples()]
    return environment.get_template("page.html").render(
        say=say,
        languages=LANGUAGES,
        style=Markup((ASSETS / "style.css").read_text(encoding="utf-8")),
        script=Markup((ASSETS / "script.js").read_text(encoding="utf-8")),
        deck=deck(tables),
        findings=findings(tables),
        figures=figures(tables),
        groups=data_table(leading.assign(group=named)[["group", "developed", "deployed", "filings"]]),
    )
