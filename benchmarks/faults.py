"""kill -9 while filings works, and trainings at once: python -m benchmarks.faults

tag, review and train are killed at MOMENTS random moments of a run, and WRITING more times while a temporary file
stands. After each kill every file must be the old one or the new one to the byte (a model: one that loads); after the
last one the command is run to its end, and must have done what it does when nobody kills it.
"""

import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pandas as pd

from benchmarks.shared import show
from filings.table import LINK_REVIEW_COLUMNS, REVIEW_COLUMNS
from models.tagger import load_tagger
from nlp.errors import InputError
from nlp.knowledge import SHIPPED, models_folder
from nlp.matching import FILE, load_scorer
from nlp.replacing import PREFIX

MOMENTS: Final = 20
WRITING: Final = 20
TOGETHER: Final = 3
SEED: Final = 20260401
EXAMPLES: Final = SHIPPED.parent / "examples" / "registry"
ANSWERS: Final = 40


def command(*arguments: str | Path) -> list[str]:
    """A command as a process of its own."""
    return [sys.executable, "-m", "filings", *map(str, arguments)]


def run(arguments: list[str]) -> float:
    """Seconds that a command takes which nobody kills."""
    start = time.perf_counter()
    subprocess.run(arguments, check=True, capture_output=True)
    return time.perf_counter() - start


def kill_after(arguments: list[str], seconds: float) -> bool:
    """Whether the command was still running when it was killed."""
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
        return process.wait() < 0


def kill_while_writing(arguments: list[str], folders: list[Path], seconds: float) -> bool:
    """Kill the command so long after one of its temporary files appears; whether it was still running."""
    old = {path for folder in folders for path in folder.glob(f"{PREFIX}*")}
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            if {path for folder in folders for path in folder.glob(f"{PREFIX}*")} - old:
                time.sleep(seconds)
                process.kill()
                break
            time.sleep(0.0005)
        return process.wait() < 0


class Files:
    """Files that a command replaces: how they were, and how an undisturbed run leaves them."""

    def __init__(self, paths: list[Path], arguments: list[str]) -> None:
        self.paths = paths
        self.arguments = arguments
        self.old = self._contents()
        self.seconds = run(arguments)
        self.new = self._contents()

    def _contents(self) -> list[bytes]:
        return [path.read_bytes() if path.exists() else b"" for path in self.paths]

    def reset(self) -> None:
        """Put the old contents back."""
        for path, data in zip(self.paths, self.old, strict=True):
            path.write_bytes(data)

    def is_done(self) -> bool:
        """Whether all files are as an undisturbed run leaves them."""
        return self._contents() == self.new

    def states(self) -> list[str]:
        """old, new or half, of each file."""
        return [
            "old" if now == old else "new" if now == new else "half"
            for now, old, new in zip(self._contents(), self.old, self.new, strict=True)
        ]


def killed(name: str, files: Files, intact: Callable[[], bool] = lambda: True) -> dict[str, object]:
    """A row of the table: a command killed again and again, each time from the same start."""
    choose = random.Random(SEED)
    folders = sorted({path.parent for path in files.paths} | {path.parent / "trained" for path in files.paths})
    states: list[str] = []
    kills = broken = 0
    for turn in range(MOMENTS + WRITING):
        files.reset()
        if turn < MOMENTS:
            kills += kill_after(files.arguments, choose.uniform(0, files.seconds))
        else:
            kills += kill_while_writing(files.arguments, folders, choose.uniform(0, 0.03))
        states += files.states()
        broken += not intact()
    left = sum(len(list(folder.glob(f"{PREFIX}*"))) for folder in folders)
    run(files.arguments)  # from where the last kill left it
    return {
        "command": name,
        "seconds": files.seconds,
        "runs": MOMENTS + WRITING,
        "killed": kills,
        **{state: states.count(state) for state in ("old", "new", "half")},
        "models broken": broken,
        "temporary files left, hidden": left,
        "finished as if never killed": files.is_done() and intact(),
    }


def labels_in(folder: Path) -> Path:
    """A small labels folder, with review files that answer ANSWERS questions waiting in it."""
    labels = folder / "labels"
    (labels / "review").mkdir(parents=True)
    for name in ("filings.csv", "name_pairs.csv"):
        table = pd.read_csv(SHIPPED / name, dtype=str, keep_default_na=False)
        table.iloc[::9].to_csv(labels / name, index=False, lineterminator="\n")
    shutil.copy(SHIPPED / "aliases.csv", labels)
    asked = pd.read_csv(SHIPPED / "filings.csv", dtype=str, keep_default_na=False).iloc[1::9].head(ANSWERS)
    said = {"label": "legal", "reviewer": "reader 1", "reviewed_on": "2026-05-01"}
    rows = asked.reindex(columns=REVIEW_COLUMNS, fill_value="").assign(field="sector", **said)
    rows.to_csv(labels / "review" / "tags.csv", index=False)
    links = pd.DataFrame({"left": [f"雨林木{n}号科技有限公司" for n in range(ANSWERS)], "right": "腾讯"})
    links = links.reindex(columns=LINK_REVIEW_COLUMNS, fill_value="")
    links.assign(relation="organisation", **said | {"label": "same"}).to_csv(labels / "review" / "l.csv", index=False)
    return labels


def loads(labels: Path) -> bool:
    """Whether the models can be used, and the scorer of names without being trained anew."""
    scorer = models_folder(labels) / FILE
    before = scorer.stat().st_mtime_ns
    try:
        load_tagger(labels)
    except InputError:
        return False
    load_scorer(labels)
    return scorer.stat().st_mtime_ns == before


def main() -> None:
    """Print both tables."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        labels = labels_in(folder)
        tables = [labels / table for table in ("filings.csv", "name_pairs.csv", "aliases.csv")]
        rows = [killed("review", Files(tables, command("review", *labels.glob("review/*"), "--labels", labels)))]
        run(command("train", "--labels", labels))
        trained = Files(tables, command("train", "--labels", labels))
        rows.append(killed("train", trained, lambda: loads(labels)))
        tagged = folder / "tagged.csv"
        tagged.write_text("an older table\n")
        rows.append(killed("tag", Files([tagged], command("tag", EXAMPLES, "-o", tagged, "--labels", labels))))
        show("kill -9", rows)
        together = []
        for _ in range(TOGETHER):
            both = [subprocess.Popen(command("train", "--labels", labels), stdout=subprocess.DEVNULL) for _ in range(2)]
            together.append({"exit codes": [process.wait() for process in both], "models load": loads(labels)})
        show("Two trainings at once", together)


if __name__ == "__main__":
    main()
