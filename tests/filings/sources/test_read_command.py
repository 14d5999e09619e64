"""`filings read` as a person runs it."""

import subprocess
import sys
from pathlib import Path

import pytest

from filings.files import read_table, write_table
from filings.table import FILING_COLUMNS
from tests.filings.sources.lists import FIRST, HEADER, SECOND


def filings(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "filings", *map(str, arguments)], capture_output=True, text=True, check=False
    )


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    folder = tmp_path / "lists"
    folder.mkdir()
    rows = "".join(",".join(row) + "\n" for row in (HEADER, FIRST, HEADER, SECOND))
    (folder / "深度合成（2024年3月）.csv").write_text(rows, encoding="gb18030")
    return folder


def test_it_writes_the_table_and_says_what_it_mended(lists: Path, tmp_path: Path) -> None:
    output = tmp_path / "out" / "table.csv"
    done = filings("read", lists, "-o", output)
    assert done.returncode == 0
    assert done.stdout == f"{output}: 2 filings\n"
    assert done.stderr.startswith("skipped: header row repeated as data (1): 深度合成（2024年3月）.csv row 3 (序号 | ")
    assert output.read_bytes().startswith(b"\xef\xbb\xbf")
    table = read_table(output)
    assert table.columns.tolist() == FILING_COLUMNS
    assert table["filing_no"].tolist() == [FIRST[6], SECOND[6]]
    assert [path.name for path in output.parent.iterdir()] == ["table.csv"]


def test_unusable_lists_are_named_and_nothing_is_written(lists: Path, tmp_path: Path) -> None:
    (lists / "broken.docx").write_bytes(b"no archive")
    (lists / "通讯录.csv").write_text("姓名,电话\n", encoding="utf-8")
    output = tmp_path / "table.csv"
    done = filings("read", lists, tmp_path / "nowhere", "-o", output)
    assert done.returncode == 2
    assert done.stdout == ""
    assert [line.split(":")[1].strip() for line in done.stderr.splitlines()] == [
        str(tmp_path / "nowhere"), str(lists / "broken.docx"), str(lists / "通讯录.csv"),
    ]  # fmt: skip
    assert "Traceback" not in done.stderr
    assert not output.exists()


def test_an_earlier_table_stays_when_the_new_one_fails(lists: Path, tmp_path: Path) -> None:
    output = tmp_path / "table.csv"
    output.write_text("of yesterday", encoding="utf-8")
    (lists / "broken.xlsx").write_bytes(b"no workbook")
    assert filings("read", lists, "-o", output).returncode == 2
    assert output.read_text(encoding="utf-8") == "of yesterday"


def test_an_output_of_another_ending(lists: Path, tmp_path: Path) -> None:
    done = filings("read", lists, "-o", tmp_path / "table.json")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith("table.json: an output ends in .csv, .tsv, .xlsx, .parquet")


def test_a_foreign_code_in_a_table_that_read_wrote(lists: Path, tmp_path: Path) -> None:
    output = tmp_path / "table.csv"
    filings("read", lists, "-o", output)
    output.write_text(output.read_text(encoding="utf-8-sig").replace(",active,", ",aktiv,", 1), encoding="utf-8")
    done = filings("read", output, "-o", tmp_path / "again.csv")
    assert done.returncode == 2
    assert done.stderr == f"filings: {output}: row 2, column 'status': 'aktiv' is none of active, cancelled\n"
    assert not (tmp_path / "again.csv").exists()


def test_bad_files_are_skipped_where_that_is_wanted(lists: Path, tmp_path: Path) -> None:
    (lists / "broken.docx").write_bytes(b"no archive")
    output = tmp_path / "table.csv"
    done = filings("read", lists, "--skip-bad", "-o", output)
    assert done.returncode == 0
    assert done.stdout == f"{output}: 2 filings\n"
    assert done.stderr.startswith(f"skipped: {lists / 'broken.docx'}: no .docx document, or one that is cut off")
    assert len(read_table(output)) == 2


def test_bad_rows_are_skipped_when_a_table_is_tagged(lists: Path, tmp_path: Path) -> None:
    from filings.bulk import chunks_of
    from filings.sources import read

    table = read([lists])[0]
    write_table(table.assign(status=["gone", "active"]), tmp_path / "table.csv")
    chunks = chunks_of([tmp_path / "table.csv"], lambda paths: read(paths, skip_bad=True)[0], skip_bad=True)
    assert [list(chunk["filing_no"]) for chunk in chunks()] == [[SECOND[6]]]
