"""What `make demo` runs: the main job on examples/registry, with the commands that a user types."""

import shlex
import subprocess
import sys
from pathlib import Path

import pandas as pd

from filings.files import read_table
from models.tagger import load_tagger
from nlp.errors import InputError
from nlp.knowledge import default_labels

ROOT = Path(__file__).parents[1]
OUT = Path("out")
TAGGED = OUT / "tagged.csv"
REVIEW = OUT / "review.csv"
STATS = OUT / "stats"

REGISTRIES = {"aigc": "generative AI", "dsa": "deep synthesis", "iisa": "recommendation"}


def typed(*words: str | Path) -> list[str]:
    """The command as a user types it in the project's folder, by the path under which this environment has it."""
    program, *rest = map(str, words)
    beside = Path(sys.executable).with_name(program)
    return [str(beside.relative_to(ROOT)) if beside.is_relative_to(ROOT) else program, *rest]


def run(*words: str | Path) -> None:
    """Print a command and run it in the project's folder; end with its exit code if it fails."""
    print(f"\n$ {shlex.join(typed(*words))}", flush=True)
    program, *rest = map(str, words)
    arguments = rest if program == "python" else ["-m", program, *rest]
    code = subprocess.run([sys.executable, *arguments], cwd=ROOT, check=False).returncode
    if code:
        sys.exit(code)


def is_trained() -> bool:
    """Whether there are models, and they were made from the labels and libraries of today."""
    try:
        load_tagger(default_labels())
    except InputError:
        return False
    return True


def headline(table: pd.DataFrame) -> list[str]:
    """A few figures of the tagged table, one a line."""
    registries = table["registry"].map(REGISTRIES)
    roles = table.loc[table["registry"].eq("aigc"), "role"]
    # An organisation without a parent is its own group: only groups of several organisations say something.
    shared = table.groupby("group_id")["organisation_id"].transform("nunique") > 1
    organisations = table["organisation_id"].nunique()
    return [
        f"{len(table)} filings: {counts(registries)}",
        f"generative AI: {counts(roles)}",
        f"{organisations} organisations; largest groups: {counts(table.loc[shared, 'group_en'])}",
        f"owners: {shares(table['ownership'])}",
        f"outputs: {shares(table['modality'])}",
        f"fields: {shares(table['sector'])}",
        f"for whom: {shares(table['audience'])}",
        f"{int(table['doubtful'].ne('').sum())} filings are doubtful in some field",
    ]


def counts(values: pd.Series, most: int = 4) -> str:
    """The most frequent values: ``text 12, image 3``."""
    return ", ".join(f"{value} {count}" for value, count in values.value_counts().head(most).items())


def shares(values: pd.Series, most: int = 4) -> str:
    """The most frequent values with their shares: ``private 73 %, soe 12 %``."""
    return ", ".join(f"{value} {share:.0%}" for value, share in values.value_counts(normalize=True).head(most).items())


def summary() -> list[str]:
    """What the demo made and where, its figures, and what to try next."""
    tables = len(list((ROOT / STATS).glob("*.csv")))
    figures = headline(read_table(ROOT / TAGGED))
    next_command = typed("filings", "tag", "YOUR_FOLDER", "-o", "tagged.csv", "--review", "review.csv")
    return [
        "",
        "Made:",
        f"  {TAGGED}  every filing with who filed it and four tags",
        f"  {REVIEW}  the doubtful ones, for a person to judge",
        f"  {STATS / 'report.html'}  the report: open it in a browser",
        f"  {STATS / 'statistics.xlsx'}  the same figures as a workbook, and {tables} CSV tables beside it",
        "",
        "It says of the example registry:",
        *(f"  {line}" for line in figures),
        "",
        "Now with your own lists:",
        f"  {shlex.join(next_command)}",
    ]


def main() -> None:
    if not is_trained():
        run("python", "train.py")
    run("filings", "tag", Path("examples", "registry"), "-o", TAGGED, "--review", REVIEW)
    run("filings", "stats", TAGGED, "-o", STATS)
    print("\n".join(summary()))


if __name__ == "__main__":
    main()
