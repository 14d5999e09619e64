"""Aggregate tables in; CSV files, statistics.xlsx, report.html and pictures out, all of them or none."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import jinja2
import pandas as pd
from markupsafe import Markup

from filings.drawing import WIDTHS, to_png, to_svgs
from filings.figures import Figure, data_table, figures
from filings.files import write_table
from filings.findings import deck, findings
from filings.published import Comparison
from filings.statistics import DEFAULT, Choices
from filings.totals import group_totals
from filings.wording import ASSETS, LANGUAGES, Text, enumerate_texts, name, number, say
from filings.workbook import write_workbook
from nlp.replacing import filling

#: (language, "wide" or "narrow") → SVG.
Drawings = dict[tuple[str, str], Markup]

GROUPS_SHOWN: Final = 50
WORKBOOK, PAGE, PICTURES, CHANGES = "statistics.xlsx", "report.html", "charts", "changes.csv"


@dataclass(frozen=True)
class Told:
    """What the page says beside the tables.

    choices : what was counted. frontier : group id → tier. comparisons : published findings beside ours.
    held_out : whether out-of-fold predictions were at hand for the intervals. audited : judged audit answers.
    """

    choices: Choices = DEFAULT
    frontier: pd.Series = field(default_factory=lambda: pd.Series(dtype=str))
    comparisons: Sequence[Comparison] = ()
    held_out: bool = True
    audited: int = 0


def write_report(
    tables: dict[str, pd.DataFrame], folder: Path, told: Told | None = None, png: bool = False
) -> list[Path]:
    """Write every table, the workbook and the report; what an earlier run wrote is replaced.

    Parameters
    ----------
    tables : what `filings.statistics.aggregate` returns; further tables are written likewise.
    folder : is made where it is missing. When anything fails it stays as it was.
    told : what the page says beside the tables.
    png : whether to write the charts as pictures as well, into the folder ``charts``.

    Returns
    -------
    The files written: a CSV a table, then statistics.xlsx, report.html and the pictures.
    """
    said = told or Told()
    drawn = figures(tables)
    with filling(folder) as temporary, ThreadPoolExecutor(1) as pool:
        drawings = pool.submit(draw, drawn)
        for stem, table in tables.items():
            write_table(table, temporary / f"{stem}.csv")
        write_workbook(tables, temporary / WORKBOOK)
        (temporary / PAGE).write_text(report_html(tables, drawn, drawings.result(), said), encoding="utf-8")
        if png:
            _write_pictures(drawn, temporary / PICTURES)
        written = [*(f"{stem}.csv" for stem in tables), WORKBOOK, PAGE]
        written += [f"{PICTURES}/{path.name}" for path in sorted((temporary / PICTURES).glob("*.png"))]
        for stale in [folder / CHANGES, *(folder / PICTURES).glob("*.png")]:
            stale.unlink(missing_ok=True)
    return [folder / path for path in written]


def _write_pictures(drawn: list[Figure], folder: Path) -> None:
    folder.mkdir()
    for figure in drawn:
        for language in LANGUAGES:
            lines = [figure.unit, *figure.notes]
            picture = to_png(figure.draw(language, WIDTHS["wide"]), figure.title, lines, language)
            (folder / f"{figure.key}.{language}.png").write_bytes(picture)


def report_html(tables: dict[str, pd.DataFrame], drawn: list[Figure], drawings: list[Drawings], told: Told) -> str:
    """The report as one HTML page that loads nothing; English until its switch is used."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ASSETS),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html").render(
        say=say,
        languages=LANGUAGES,
        style=Markup((ASSETS / "style.css").read_text(encoding="utf-8")),
        script=Markup((ASSETS / "script.js").read_text(encoding="utf-8")),
        deck=deck(tables),
        findings=findings(tables),
        figures=list(zip(drawn, drawings, strict=True)),
        groups=data_table(group_totals(tables["by_group"]).head(GROUPS_SHOWN)),
        comparisons=told.comparisons,
        method=_method(told),
    )


def draw(drawn: list[Figure]) -> list[Drawings]:
    """Each figure's SVG by language and size."""
    variants = [(language, size) for language in LANGUAGES for size in WIDTHS]
    svgs = iter(to_svgs([figure.draw(language, WIDTHS[size]) for figure in drawn for language, size in variants]))
    return [{variant: Markup(next(svgs)) for variant in variants} for _ in drawn]


def _method(told: Told) -> list[Text]:
    """How this was counted: the choices, then what the tags and intervals are."""
    choices = told.choices
    dates = [say(f"choice.{column}") for column in choices.dated_by]
    tiers = [
        {language: f"{text} {count}" for language, text in name("tier", str(tier)).items()}
        for tier, count in told.frontier.value_counts().items()
    ]
    registries, generative = (_names("registry", codes) for codes in (choices.registries, choices.generative))
    when = say("choice.then", first=dates[0], second=dates[1]) if len(dates) > 1 else dates[0]
    paragraphs = [
        say("choice.registries", registries=registries, generative=generative),
        say("choice.cancelled_in" if choices.with_cancelled else "choice.cancelled_out"),
        say("choice.dated_by", dates=when),
        say("choice.roles"),
        say("choice.state", state=_names("ownership", choices.state)),
        say("choice.frontier", count=number(len(told.frontier)), tiers=enumerate_texts(tiers)),
        say("method.tags"),
        say("method.intervals"),
    ]
    if not told.held_out:
        paragraphs.append(say("method.face_value"))
    if told.audited:
        paragraphs.append(say("method.audit", n=number(told.audited)))
    return [*paragraphs, say("method.tables")]


def _names(column: str, codes: tuple[str, ...]) -> Text:
    return enumerate_texts([name(column, code) for code in codes])
