"""What may go wrong around the program: it is killed, the disk is full, a folder is read-only, an output has no use."""

import ctypes
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from filings.cli import app
from filings.sources import read
from filings.table import LINK_REVIEW_COLUMNS, REVIEW_COLUMNS
from models.tagger import load_tagger
from nlp.errors import InputError, MissingExtraError
from nlp.knowledge import SHIPPED
from nlp.replacing import PREFIX, filling, replacing

EXAMPLES = SHIPPED.parent / "examples" / "registry"
POSIX = pytest.mark.skipif(os.name != "posix", reason="limits and permissions are set as POSIX has them")


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "filings", *map(str, arguments)]


def run(*arguments: str | Path, before: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), capture_output=True, text=True, check=False, preexec_fn=before)


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Exit 2 with one message, which holds these words."""
    assert done.returncode == 2 and "Traceback" not in done.stderr, done.stderr
    (message,) = [line for line in done.stderr.splitlines() if line.startswith("filings: ")]
    assert all(word in message for word in words), message


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    """A folder with a few labels, for which nothing is trained."""
    folder = tmp_path / "labels"
    folder.mkdir()
    for name in ("filings.csv", "name_pairs.csv"):
        table = pd.read_csv(SHIPPED / name, dtype=str, keep_default_na=False)
        table.iloc[::9].to_csv(folder / name, index=False)
    return folder


def a_list(path: Path, rows: int) -> Path:
    """An official list in the regulator's layout."""
    lines = [
        f"{n + 1},北京,雨林{n}号,雨林木{n}号科技有限公司,Beijing-YuLin-2025010100{n:02d},2025-01-01"
        for n in range(rows)
    ]
    path.write_text("\n".join(["序号,属地,模型名称,备案单位,备案号,备案时间", *lines]), encoding="utf-8")
    return path


# ---- a process that is killed

STAGES = {
    "while writing": "file.write_bytes(b'half'); die()",
    "before the file is on the disk": "os.fsync = die; file.write_bytes(b'new')",
    "before it takes its place": "Path.replace = die; file.write_bytes(b'new')",
    "after it took its place": "Path.unlink = die; file.write_bytes(b'new')",
}
WRITER = """
import os, signal, sys
from pathlib import Path
from nlp.replacing import replacing
def die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)
with replacing(Path(sys.argv[1])) as file: {stage}
"""


@pytest.mark.parametrize("stage", STAGES)
def test_a_killed_writer_leaves_the_old_file_or_the_new_one(tmp_path: Path, stage: str) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(b"old")
    program = WRITER.format(stage=STAGES[stage])
    done = subprocess.run([sys.executable, "-c", program, file], cwd=SHIPPED.parent, check=False)
    assert done.returncode == -signal.SIGKILL
    assert file.read_bytes() == (b"new" if stage.startswith("after") else b"old")
    assert all(path.name.startswith(PREFIX) for path in tmp_path.iterdir() if path != file)


def test_what_killed_writers_left_goes_when_it_is_a_day_old(tmp_path: Path) -> None:
    young, old, folder = (tmp_path / f"{PREFIX}{name}" for name in ("young.csv", "old.csv", "folder"))
    folder.mkdir()
    (folder / "by_group.csv").touch()
    for path in (young, old):
        path.touch()
    for path in (old, folder):
        os.utime(path, (time.time() - 2 * 24 * 3600,) * 2)
    with replacing(tmp_path / "table.csv") as file:
        file.touch()
    assert {path.name for path in tmp_path.iterdir()} == {young.name, "table.csv"}


def test_a_folder_of_tables_is_filled_or_stays_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "stats"
    with pytest.raises(ZeroDivisionError), filling(folder) as temporary:
        (temporary / "a.csv").write_text("half")
        raise ZeroDivisionError
    assert not folder.exists()
    with filling(folder) as temporary:
        (temporary / "charts").mkdir()
        (temporary / "charts" / "a.png").write_text("whole")
    assert (folder / "charts" / "a.png").read_text() == "whole"
    assert [path.name for path in folder.iterdir()] == ["charts"]


def test_what_a_killed_process_left_among_the_lists_is_not_read(tmp_path: Path) -> None:
    lists = tmp_path / "lists"
    (lists / f"{PREFIX}abc").mkdir(parents=True)
    for path in (lists / f"{PREFIX}xyz.csv", lists / f"{PREFIX}abc" / "by_group.csv"):
        path.write_text("half a")
    a_list(lists / "list.csv", rows=1)
    table, findings = read([lists])
    assert table["name"].tolist() == ["雨林0号"]
    assert PREFIX not in "".join(findings.lines())


def answers(folder: Path) -> list[Path]:
    """Review files that answer a few questions on filings and on links."""
    said = {"reviewer": "reader 1", "reviewed_on": "2026-05-01"}
    asked = pd.read_csv(SHIPPED / "filings.csv", dtype=str, keep_default_na=False).iloc[1::9].head(5)
    tags = asked.reindex(columns=REVIEW_COLUMNS, fill_value="").assign(field="sector", label="legal", **said)
    links = pd.DataFrame({"left": [f"雨林木{n}号科技有限公司" for n in range(5)], "right": "腾讯"})
    links = links.reindex(columns=LINK_REVIEW_COLUMNS, fill_value="")
    links = links.assign(relation="organisation", label="same", **said)
    for name, table in (("tags.csv", tags), ("links.csv", links)):
        table.to_csv(folder / name, index=False)
    return [folder / "tags.csv", folder / "links.csv"]


def killed(arguments: list[str], folder: Path) -> None:
    """Kill a command as soon as it writes into the folder."""
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and not list(folder.glob(f"{PREFIX}*")):
            time.sleep(0.001)
        process.kill()


@pytest.mark.slow
def test_a_killed_review_loses_no_label(labels: Path, tmp_path: Path) -> None:
    files = answers(tmp_path)
    tables = [labels / "filings.csv", labels / "name_pairs.csv"]
    before = [table.read_bytes() for table in tables]
    asked = command("review", *files, "--labels", labels)
    for _ in range(2):
        killed(asked, labels)
        for table, data in zip(tables, before, strict=True):
            assert table.read_bytes() == data or table.read_bytes().count(b"reader 1") == 5
    assert run("review", *files, "--labels", labels).returncode == 0
    for table, data in zip(tables, before, strict=True):
        assert table.read_bytes().startswith(data) and table.read_bytes().count(b"reader 1") == 5
    aliases = pd.read_csv(labels / "aliases.csv", dtype=str, keep_default_na=False)
    assert aliases["alias"].str.startswith("雨林木").sum() == 5


def test_aliases_follow_answers_that_a_killed_review_had_only_logged(labels: Path, tmp_path: Path) -> None:
    from filings.absorbing import absorb

    files = answers(tmp_path)
    absorb(files, labels)
    aliases = (labels / "aliases.csv").read_bytes()
    (labels / "aliases.csv").unlink()  # as if it had been killed before this was written
    assert absorb(files, labels).new == 0
    assert (labels / "aliases.csv").read_bytes() == aliases


@pytest.mark.slow
def test_a_killed_training_leaves_models_that_load(own_labels: Path) -> None:
    killed(command("train", "--labels", own_labels), own_labels / "trained")
    assert set(load_tagger(own_labels).classifiers) == {"ownership", "modality", "sector", "audience"}


@pytest.mark.slow
def test_a_killed_tagging_leaves_the_older_table(small_labels: Path, tmp_path: Path) -> None:
    output = tmp_path / "tagged.csv"
    output.write_text("an older table")
    killed(command("tag", EXAMPLES, "-o", output, "--labels", small_labels), tmp_path)
    assert output.read_text() == "an older table"


# ---- a disk that is full, a folder that is read-only


def _full() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))


@POSIX
@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_a_full_disk_is_reported(tmp_path: Path, ending: str) -> None:
    source, output = a_list(tmp_path / "list.csv", rows=60), tmp_path / f"table{ending}"
    output.write_text("an older table")
    refused(run("read", source, "-o", output, before=_full), str(output), "too large")
    assert output.read_text() == "an older table"
    assert {*tmp_path.iterdir()} == {source, output}


@POSIX
def test_a_full_disk_loses_no_label(labels: Path, tmp_path: Path) -> None:
    before = (labels / "filings.csv").read_bytes()
    done = run("review", *answers(tmp_path), "--labels", labels, before=_full)
    refused(done, str(labels / "filings.csv"), "too large")
    assert (labels / "filings.csv").read_bytes() == before


def _without_privilege() -> None:
    """Let permissions count for root too: it loses the right to pass over them."""
    if os.geteuid() == 0:
        drop, pass_over_permissions = 24, 1  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE
        ctypes.CDLL(None).prctl(drop, pass_over_permissions)


@POSIX
def test_a_read_only_folder_is_reported(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o555)
    output = folder / "table.csv"
    source = a_list(tmp_path / "list.csv", rows=1)
    refused(run("read", source, "-o", output, before=_without_privilege), str(output), "Permission denied")
    below = folder / "new" / "table.csv"
    refused(run("read", source, "-o", below, before=_without_privilege), str(folder / "new"), "Permission denied")


@POSIX
def test_read_only_labels_are_reported(labels: Path, tmp_path: Path) -> None:
    labels.chmod(0o555)
    done = run("review", *answers(tmp_path), "--labels", labels, before=_without_privilege)
    refused(done, str(labels), "Permission denied")


# ---- outputs that can't be written are noticed before anything is read

COMMANDS = [
    ["tag", "absent.csv"],
    ["link", "absent.csv", "absent.csv", "--left-column=a", "--right-column=b"],
]


@pytest.mark.parametrize("words", COMMANDS)
@pytest.mark.parametrize(
    ("outputs", "word"),
    [
        (["-o", "tagged.txt"], "tagged.txt: an output ends in .csv"),
        (["-o", "tagged.csv", "--review", "x.txt"], "x.txt: an output ends in .csv"),
        (["-o", "tagged.csv", "--review", "tagged.csv"], "two outputs"),
        (["-o", "folder.csv"], "this is a folder"),
    ],
)
def test_an_unusable_output_is_noticed_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], outputs: list[str], word: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(InputError, match=word):
        app([*words, *outputs], standalone_mode=False)
    assert [path.name for path in tmp_path.iterdir()] == ["folder.csv"]


@pytest.mark.parametrize("words", COMMANDS)
def test_a_missing_extra_is_noticed_first(monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match="needs the extra 'parquet'"):
        app([*words, "-o", "x.csv", "--review", "x.parquet"], standalone_mode=False)
