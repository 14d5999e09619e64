"""Tagging in chunks and with several processes: the same as at once."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from filings.bulk import chunks_of, resolve_table, tag_chunks, write_tagged
from filings.files import read_table, write_table
from filings.parallel import Workers
from filings.sources import read
from filings.table import TAGGED_COLUMNS
from filings.tag import TARGET_PRECISION, tag, tag_with_chances
from models.tagger import load_tagger
from nlp import resolve
from nlp.errors import InputError
from nlp.organisations import load_organisations
from tests.filings.conftest import FilingTable

HERE = Workers()
EXAMPLES = Path(__file__).parents[2] / "examples"
#: The first was renamed, the last still files under the old name: far apart, they are one organisation.
ROWS = [
    {"name": "甲文本生成算法", "organisation": "某新智能科技有限公司", "former_organisation": "某旧网络科技有限公司"},
    {"name": "小筑海报算法", "organisation": "浪潮云信息技术股份公司", "product": "小筑海报(网站)"},
    {"name": "灵犀医问算法", "organisation": "杭州灵伴小筑科技有限公司", "role": "supporter", "product": "--"},
    {"name": "乙图像生成算法", "organisation": "某旧网络科技有限公司", "purpose": "应用于图像生成场景，生成海报。"},
]


def tag_by_two(table: pd.DataFrame, labels: Path, with_chances: bool = False) -> Iterator[tuple[pd.DataFrame, dict]]:
    return tag_chunks(lambda: iter([table[:2], table[2:]]), labels, TARGET_PRECISION, HERE, with_chances)


def test_chunks_give_what_the_whole_gives(filing_table: FilingTable, small_labels: Path, tmp_path: Path) -> None:
    table = filing_table(ROWS)
    parts = load_organisations(small_labels), load_tagger(small_labels), small_labels
    whole, chances = tag_with_chances(table, *parts)
    written = write_tagged(tag_by_two(table, small_labels, with_chances=True), tmp_path / "t.csv", keep=True)
    assert (written.filings, written.doubtful) == (4, int(whole["doubtful"].ne("").sum()))
    pd.testing.assert_frame_equal(written.whole[0], whole)
    for field, table in chances.items():
        pd.testing.assert_frame_equal(written.whole[1][field], table)


def test_organisations_are_resolved_over_all_chunks(filing_table: FilingTable, small_labels: Path) -> None:
    tagged = pd.concat(part for part, _ in tag_by_two(filing_table(ROWS), small_labels))
    assert tagged["organisation_id"].iloc[0] == tagged["organisation_id"].iloc[3]


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".xlsx", ".parquet"])
def test_parts_are_written_as_one_table(
    ending: str, filing_table: FilingTable, small_labels: Path, tmp_path: Path
) -> None:
    table = filing_table([*ROWS, {"name": "=1+1", "organisation": 'a "quoted", \r name', "remark": "two\nlines"}])
    write_tagged(tag_by_two(table, small_labels), tmp_path / f"parts{ending}")
    whole = tag(table, load_organisations(small_labels), load_tagger(small_labels), small_labels)
    write_table(whole, tmp_path / f"whole{ending}")
    parts = read_table(tmp_path / f"parts{ending}")
    pd.testing.assert_frame_equal(parts, read_table(tmp_path / f"whole{ending}"))
    assert parts.columns.tolist() == TAGGED_COLUMNS


def no_read(sources: list[Path]) -> pd.DataFrame:
    raise AssertionError(f"{sources} were read at once")


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".parquet"])
def test_filing_tables_are_read_in_chunks(ending: str, filing_table: FilingTable, tmp_path: Path) -> None:
    table = filing_table(ROWS)
    write_table(table, tmp_path / f"a{ending}")
    write_table(table[:1], tmp_path / f"b{ending}")
    chunks = chunks_of([tmp_path / f"a{ending}", tmp_path / f"b{ending}", tmp_path / f"a{ending}"], no_read)
    want = pd.concat([table, table[:1]], ignore_index=True)
    for _ in range(2):
        pd.testing.assert_frame_equal(pd.concat(chunks()), want, check_index_type=False)


def test_every_fault_of_a_filing_table_is_told(filing_table: FilingTable, tmp_path: Path) -> None:
    write_table(filing_table([*ROWS, {"status": "gone"}, {"batch": "May"}]), tmp_path / "a.csv")
    with pytest.raises(InputError) as raised:
        list(chunks_of([tmp_path / "a.csv"], no_read)())
    assert [fault.split("'")[1] for fault in raised.value.faults] == ["status", "batch"]
    assert "row 6" in raised.value.faults[0]


def test_a_table_without_a_filing_is_told(filing_table: FilingTable, tmp_path: Path) -> None:
    write_table(filing_table([]), tmp_path / "a.csv")
    with pytest.raises(InputError, match="there is no filing in it"):
        list(chunks_of([tmp_path / "a.csv"], no_read)())
    with pytest.raises(InputError, match="lists: there is no filing in it"):
        chunks_of([Path("lists")], lambda sources: filing_table([]))


def test_lists_are_read_at_once(filing_table: FilingTable, tmp_path: Path) -> None:
    table = filing_table(ROWS)
    chunks = chunks_of([EXAMPLES / "registry"], lambda sources: table)
    pd.testing.assert_frame_equal(pd.concat(chunks()), table)


def test_resolve_table_is_resolve(small_labels: Path) -> None:
    table = pd.DataFrame(
        {"group_id": "old", "firm": ["ByteDance", "某新智能科技有限公司", "ByteDance"]}, index=[3, 1, 2]
    )
    resolved = resolve_table(table, "firm", small_labels, HERE)
    pd.testing.assert_frame_equal(resolved, resolve(table, "firm", small_labels))


@pytest.mark.slow
def test_two_processes_write_the_same_bytes(small_labels: Path, tmp_path: Path) -> None:
    examples, _ = read([EXAMPLES / "registry"])
    table = pd.concat([examples] * 45, ignore_index=True)  # several chunks
    table["organisation"] = table.index.astype(str).str[-2:] + table["organisation"]
    write_table(table, tmp_path / "table.csv")
    for jobs in ("1", "2"):
        command = [sys.executable, "-m", "filings", "tag", "table.csv", "-o", f"{jobs}.csv", "--jobs", jobs]
        done = subprocess.run(
            [*command, "--labels", small_labels], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "2.csv").read_bytes()
