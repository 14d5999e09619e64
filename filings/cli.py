"""The command line. Progress goes to stderr and only to a terminal; exit 0 done, 2 unusable input."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from nlp.errors import InputError, MissingExtraError
from nlp.knowledge import default_labels, models_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    import pandas as pd

app = typer.Typer(
    name="filings",
    help="China's AI registries as data: read the official lists, link organisations, tag every filing, count.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Sources = Annotated[
    list[Path], typer.Argument(help="Official lists (.docx .pdf .xlsx .html .csv .tsv) or folders of them.")
]
Output = Annotated[Path, typer.Option("--output", "-o", help="Table to write: .csv, .xlsx or .parquet.")]
SkipBad = Annotated[bool, typer.Option("--skip-bad", help="Leave out unusable files and rows, say so, and go on.")]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        min=1,
        help="Processes that share the work; the result is the same. Else large inputs get one a core, up to four.",
    ),
]
Engine = Annotated[
    Literal["local", "spark"], typer.Option("--engine", help="What computes: this process or a Spark session.")
]
Labels = Annotated[Path | None, typer.Option("--labels", help="Folder of labels to use instead of the project's own.")]


def main() -> None:
    """Run the command line; a fault of the input ends it with exit code 2 and no traceback."""
    try:
        app()
    except InputError as error:
        _say_faults(error.faults)
    except OSError as error:
        _say_faults([f"{error.filename or 'output'}: {error.strerror or error}"])


def _say_faults(faults: list[str]) -> None:
    for fault in faults:
        print(f"filings: {fault}", file=sys.stderr)
    sys.exit(2)


@contextmanager
def _progress(task: str) -> "Iterator[Callable[[str], None]]":
    """Show what is under way, on a terminal only."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda text: None
        return
    with console.status(task) as status:
        yield lambda text: status.update(f"{task}: {text}")


def _read(sources: list[Path], skip_bad: bool = False) -> "pd.DataFrame":
    from filings.sources import read

    with _progress("Reading") as show:
        table, findings = read(sources, show, skip_bad)
    for line in findings.lines():
        print(line, file=sys.stderr)
    return table


def _check_no_answers(review: Path | None, labels: Path) -> None:
    if review:
        from filings.review_files import check_no_answers

        check_no_answers(review, labels)


def _train_first(labels: Path) -> None:
    """Train now if nothing is trained yet."""
    from models.storage import MODEL

    if (models_folder(labels) / MODEL).is_file():
        return
    from models.training import train

    print("Nothing is trained yet: training from labels/ first.", file=sys.stderr)
    with _progress("Training") as show:
        train(labels, show)


@app.command()
def read(sources: Sources, output: Output, skip_bad: SkipBad = False) -> None:
    """Official lists or folders of them → one filing table."""
    from filings.files import check_outputs, write_table

    check_outputs(output)
    table = _read(sources, skip_bad)
    write_table(table, output)
    print(f"{output}: {len(table)} filings")


@app.command()
def tag(
    sources: Sources,
    output: Output,
    review: Annotated[
        Path | None,
        typer.Option("--review", help="Review file to write for doubtful rows (.xlsx with choices to click, or .csv)."),
    ] = None,
    review_limit: Annotated[
        int | None, typer.Option("--review-limit", min=1, help="Questions at most, those that teach most.")
    ] = None,
    target_precision: Annotated[
        float,
        typer.Option(
            "--target-precision",
            min=0.5,
            max=0.999,
            help="Share of right labels wanted among those not sent to review.",
        ),
    ] = 0.95,
    skip_bad: SkipBad = False,
    jobs: Jobs = None,
    engine: Engine = "local",
    labels: Labels = None,
) -> None:
    """Read, resolve organisations and tag the four fields."""
    from filings.parallel import jobs_for, workers

    folder = labels or default_labels()
    with workers(1 if engine == "spark" else jobs or jobs_for(sources), "filings.warmed") as shared_out:
        from filings.bulk import chunks_of, tag_chunks, write_tagged
        from filings.files import check_outputs

        check_outputs(output, review)
        _check_no_answers(review, folder)
        spark = _spark_jobs(review) if engine == "spark" else None
        chunks = chunks_of(sources, partial(_read, skip_bad=skip_bad), skip_bad)
        _train_first(folder)
        with _progress("Tagging"):
            if spark:
                tagged = spark.tag_chunks(chunks, folder, target_precision, output)
            else:
                tagged = tag_chunks(chunks, folder, target_precision, shared_out, with_chances=review is not None)
            written = write_tagged(tagged, output, keep=review is not None)
    print(f"{output}: {written.filings} filings, {written.doubtful} of them doubtful in some field")
    if review:
        from filings.review_files import write_reviews
        from models.tagger import load_tagger
        from nlp.organisations import load_organisations

        with _progress("Writing the review files"):
            knowledge = load_organisations(folder), load_tagger(folder)
            counts = write_reviews(review, *written.whole, *knowledge, folder, review_limit)
        for path, count in counts.items():
            print(f"{path}: {count} questions; fill the column 'label' and run: filings review {path}")


@app.command()
def resolve(
    names: Annotated[Path, typer.Argument(help="A table with a column of names: .csv, .tsv, .xlsx or .parquet.")],
    output: Output,
    column: Annotated[str, typer.Option("--column", help="The column of names.")],
    jobs: Jobs = None,
    labels: Labels = None,
) -> None:
    """Add organisation and group to any table with a column of names."""
    from filings.parallel import jobs_for, workers

    with workers(jobs or jobs_for([names]), "filings.warmed") as shared_out:
        from filings.bulk import resolve_table
        from filings.files import check_outputs, write_table

        check_outputs(output)
        resolved = resolve_table(_named_table(names, column), column, labels, shared_out)
        write_table(resolved, output)
    print(
        f"{output}: {len(resolved)} names, {resolved['organisation_id'].nunique()} organisations, "
        f"{resolved['group_id'].nunique()} groups"
    )


@app.command()
def link(
    left: Annotated[Path, typer.Argument(help="A table of names: .csv, .tsv, .xlsx or .parquet.")],
    right: Annotated[Path, typer.Argument(help="The table to find them in.")],
    output: Output,
    left_column: Annotated[str, typer.Option("--left-column", help="The column of names on the left.")],
    right_column: Annotated[str, typer.Option("--right-column", help="The column of names on the right.")],
    top: Annotated[int, typer.Option("--top", min=1, help="Candidates to give for each name on the left.")] = 1,
    min_probability: Annotated[
        float, typer.Option("--min-probability", min=0.0, max=1.0, help="Leave out candidates below this probability.")
    ] = 0.0,
    review: Annotated[Path | None, typer.Option("--review", help="Review file to write for doubtful links.")] = None,
    engine: Engine = "local",
    labels: Labels = None,
) -> None:
    """Link two tables by name, in either language."""
    import nlp
    from filings.files import check_outputs, write_table
    from filings.link_review import CANDIDATES
    from filings.review_files import write_link_review

    check_outputs(output, review)
    _check_no_answers(review, labels or default_labels())
    spark = _spark_jobs() if engine == "spark" else None
    tables = _named_table(left, left_column), _named_table(right, right_column)
    with _progress("Linking"):
        wanted = max(top, CANDIDATES) if review else top
        if spark:
            names = tables[0][left_column], tables[1][right_column]
            ranked = spark.link_names(*names, wanted, min_probability, labels or default_labels())
        else:
            ranked = nlp.link(*tables, left_column, right_column, wanted, min_probability, labels)
    links = ranked[~ranked["rank"].isin(range(top + 1, wanted + 1))]
    write_table(links, output)
    if review:
        count = write_link_review(review, ranked, labels or default_labels())
        print(f"{review}: {count} questions; fill the column 'label' and run: filings review {review}")
    likely = links.loc[links["probability"].ge(0.9), "left_row"].nunique()
    print(f"{output}: {len(tables[0])} names, {likely} of them linked with probability 0.9 or more")


def _spark_jobs(review: Path | None = None) -> "ModuleType":
    if review:
        raise InputError(f"{review}: --engine spark keeps no probabilities to review; tag with --engine local")
    from filings import spark_jobs

    return spark_jobs


def _named_table(path: Path, column: str) -> "pd.DataFrame":
    from filings.files import read_table

    table = read_table(path)
    if column not in table.columns:
        raise InputError(f"{path}: there is no column '{column}'; it has {', '.join(table.columns)}")
    return table


@app.command()
def stats(
    tagged: Annotated[Path, typer.Argument(help="A table that `filings tag` wrote.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder to write tables and the report into.")],
    previous: Annotated[
        Path | None, typer.Option("--previous", help="An earlier tagged table; changes.csv tells what changed since.")
    ] = None,
    frontier: Annotated[
        Path | None,
        typer.Option("--frontier", help="Table of frontier developers (ids or names, tier) in place of labels/'s."),
    ] = None,
    with_cancelled: Annotated[bool, typer.Option("--with-cancelled", help="Count cancelled filings as well.")] = False,
    png: Annotated[bool, typer.Option("--png", help="Write the charts as pictures as well.")] = False,
    labels: Labels = None,
) -> None:
    """Aggregate tables (CSV), statistics.xlsx and report.html."""
    from filings.counting import write_statistics
    from filings.statistics import Choices

    with _progress("Counting"):
        choices = Choices(with_cancelled=with_cancelled)
        written = write_statistics(tagged, output, labels or default_labels(), choices, previous, frontier, png)
    for path in written:
        print(path)


@app.command()
def review(
    files: Annotated[list[Path] | None, typer.Argument(help="Corrected review files, of filings or of links.")] = None,
    report: Annotated[
        bool, typer.Option("--report", help="Say how accurate the tags are by the audit rows, and what review changed.")
    ] = False,
    labels: Labels = None,
) -> None:
    """Absorb corrected review files into labels/."""
    from filings.absorbing import absorb
    from filings.audit import audit_report

    folder = labels or default_labels()
    if not files and not report:
        raise InputError("nothing to do: name the corrected review files, or ask for --report")
    if files:
        absorbed = absorb(files, folder)
        for remark in absorbed.remarks:
            print(remark, file=sys.stderr)
        print(f"{folder}: {absorbed.summary()}. Now train: python train.py (or: filings train)")
    if report:
        print(audit_report(folder))


@app.command()
def explain(
    asked: Annotated[str, typer.Argument(metavar="FILING_NO|NAME", help="A filing number, or any name.")],
    sources: Annotated[
        list[Path] | None, typer.Argument(help="Lists or tables to look in; the labelled filings when none is named.")
    ] = None,
    labels: Labels = None,
) -> None:
    """Why this label and this organisation: what counted and how much, what is second, what is nearest."""
    from filings.explain import explain as explained
    from filings.explain import labelled_filings
    from models.tagger import load_tagger
    from nlp.organisations import load_organisations

    folder = labels or default_labels()
    table = _read(sources) if sources else labelled_filings(folder)
    _train_first(folder)
    tagger = load_tagger(folder)
    with _progress("Explaining"):
        lines = list(explained(asked, table, load_organisations(folder), tagger, folder))
    print("\n".join(lines).lstrip())


@app.command()
def train(labels: Labels = None) -> None:
    """Absorb the review files in labels/review/, train the four classifiers and report."""
    from filings.training import absorb_and_train

    with _progress("Training") as show:
        report = absorb_and_train(labels or default_labels(), show)
    print(report)


@app.command()
def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port to listen on.")] = 8710,
    labels: Labels = None,
) -> None:
    """Answer OpenRefine: the Reconciliation Service API 0.2 over the organisations."""
    try:
        from filings.reconcile.service import application, listen, run
    except ModuleNotFoundError as error:
        raise MissingExtraError("filings serve", "serve") from error
    with listen(host, port) as listener:
        with _progress("Preparing the names"):
            service = application(labels or default_labels(), os.cpu_count() or 1)
        where = f"[{host}]" if ":" in host else host
        print(f"http://{where}:{listener.getsockname()[1]}/ is ready for OpenRefine; Ctrl-C ends it", flush=True)
        run(service, listener)
