"""The command line, as a user meets it."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from filings.table import FILING_COLUMNS, TAGGED_COLUMNS
from nlp.resolver import COLUMNS

EXAMPLES = Path(__file__).parents[2] / "examples" / "registry"


def filings(*arguments: str | Path, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "filings", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)


def test_help_names_every_command() -> None:
    text = filings("--help").stdout
    for command in ("read", "tag", "resolve", "link", "stats", "review", "train", "explain", "serve"):
        assert command in text


@pytest.fixture(scope="module")
def tagged(small_labels: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    done = filings(
        "tag", EXAMPLES, "-o", folder / "tagged.csv", "--review", folder / "review.csv", "--labels", small_labels
    )
    assert done.returncode == 0, done.stderr
    return folder / "tagged.csv"


def test_tag_writes_the_whole_contract(tagged: Path) -> None:
    table = pd.read_csv(tagged, dtype=str, keep_default_na=False)
    assert table.columns.tolist() == TAGGED_COLUMNS
    assert len(table) == len(pd.read_csv(EXAMPLES.parent / "registry.csv", dtype=str))
    assert tagged.read_bytes().startswith(b"\xef\xbb\xbf")


def test_stats_from_a_tagged_table(tagged: Path, tmp_path: Path) -> None:
    done = filings("stats", tagged, "-o", tmp_path / "stats")
    assert done.returncode == 0, done.stderr
    for name in (
        "by_period.csv",
        "by_ownership.csv",
        "by_province.csv",
        "by_group.csv",
        "statistics.xlsx",
        "report.html",
    ):
        assert (tmp_path / "stats" / name).is_file()


def test_read_writes_what_can_be_tagged(small_labels: Path, tagged: Path, tmp_path: Path) -> None:
    assert filings("read", EXAMPLES, "-o", tmp_path / "table.csv").returncode == 0
    assert pd.read_csv(tmp_path / "table.csv", dtype=str).columns.tolist() == FILING_COLUMNS
    done = filings("tag", tmp_path / "table.csv", "-o", tmp_path / "again.csv", "--labels", small_labels)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "again.csv").read_bytes() == tagged.read_bytes()


def test_resolve_adds_columns(tmp_path: Path) -> None:
    pd.DataFrame({"firm": ["ByteDance", "浪潮云信息技术股份公司"], "x": ["1", "2"]}).to_csv(
        tmp_path / "n.csv", index=False
    )
    done = filings("resolve", tmp_path / "n.csv", "--column", "firm", "-o", tmp_path / "r.csv")
    assert done.returncode == 0, done.stderr
    table = pd.read_csv(tmp_path / "r.csv", dtype=str, encoding="utf-8-sig")
    assert table.columns.tolist() == ["firm", "x", *COLUMNS]
    assert table["group_id"].tolist() == ["bytedance", "inspur"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["read", "nowhere.docx", "-o", "t.csv"], ["nowhere.docx", "no such file"]),
        (["tag", "nowhere", "-o", "t.csv"], ["nowhere", "no such file"]),
        (["stats", "nowhere.csv", "-o", "s"], ["nowhere.csv", "no such file"]),
        (["resolve", "nowhere.csv", "--column", "c", "-o", "r.csv"], ["nowhere.csv", "no such file"]),
        (["read", str(EXAMPLES), "-o", "t.ods"], ["t.ods", ".csv"]),
    ],
)
def test_unusable_input_ends_with_2_and_one_message(arguments: list[str], words: list[str], tmp_path: Path) -> None:
    done = filings(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    pd.DataFrame({"firm": ["腾讯"]}).to_csv(tmp_path / "n.csv", index=False)
    done = filings("resolve", tmp_path / "n.csv", "--column", "company", "-o", tmp_path / "r.csv")
    assert done.returncode == 2
    assert "no column 'company'; it has firm" in done.stderr


def test_tag_trains_on_first_use(small_labels: Path, tmp_path: Path) -> None:
    labels = tmp_path / "labels"
    labels.mkdir()
    for name in ("filings.csv", "name_pairs.csv"):
        (labels / name).write_bytes((small_labels / name).read_bytes())
    done = filings("tag", EXAMPLES, "-o", tmp_path / "t.csv", "--labels", labels)
    assert done.returncode == 0, done.stderr
    assert "Nothing is trained yet" in done.stderr
    assert (labels / "trained" / "models.npz").is_file()


def test_models_of_other_labels_are_refused(own_labels: Path, tmp_path: Path) -> None:
    with (own_labels / "filings.csv").open("a") as log:
        log.write("x" + "," * 18 + "\n")
    done = filings("tag", EXAMPLES, "-o", tmp_path / "t.csv", "--labels", own_labels)
    assert done.returncode == 2
    assert "trained with other labels" in done.stderr
    assert "python train.py" in done.stderr
    assert not (tmp_path / "t.csv").exists()
