"""Sources of every kind together: folders, tables that ``read`` wrote, and what makes a source unusable."""

from pathlib import Path

import pandas as pd
import pytest

from filings.files import write_table
from filings.sources import read
from filings.table import FILING_COLUMNS, TAGGED_COLUMNS
from nlp.errors import InputError
from tests.filings.sources.conftest import ReadRows
from tests.filings.sources.lists import FIRST, HEADER, SECOND, THIRD

SHORT = "序号|算法名称|角色|主体名称|备案编号|备注"


def write_list(path: Path, *rows: list[str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(",".join(row) + "\n" for row in (HEADER, *rows)), encoding="utf-8")
    return path


def test_a_folder_stands_for_every_list_below_it(tmp_path: Path) -> None:
    write_list(tmp_path / "2024" / "深度合成（2024年3月）.csv", FIRST)
    write_list(tmp_path / "2024" / "附件" / "深度合成（2024年5月）.CSV", SECOND)
    write_list(tmp_path / "深度合成（2025年1月）.csv", THIRD)
    write_list(tmp_path / "~$深度合成.csv", THIRD)
    write_list(tmp_path / ".trash.csv", THIRD)
    (tmp_path / "网页.html").mkdir()
    (tmp_path / "深度合成（2023年6月）.doc").touch()
    table, findings = read([tmp_path])
    assert sorted(table["batch"]) == ["2024-03", "2024-05", "2025-01"]
    assert findings.lines() == ["skipped: a file whose ending is not read (1): 深度合成（2023年6月）.doc"]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    path = write_list(tmp_path / "深度合成（2024年3月）.csv", FIRST)
    assert len(read([tmp_path, path, tmp_path / "elsewhere" / ".." / path.name])[0]) == 1


def test_progress_names_each_file(tmp_path: Path) -> None:
    named: list[str] = []
    read([write_list(tmp_path / "甲.csv", FIRST), write_list(tmp_path / "乙.csv", SECOND)], named.append)
    assert named == ["甲.csv", "乙.csv"]


@pytest.fixture
def table(tmp_path: Path) -> pd.DataFrame:
    odd = [FIRST[0], " 山雀  绘图算法", FIRST[2], FIRST[3], '"山雀""绘图"",\n(APP)"', "007", FIRST[6], "=1+1 、备注"]
    return read([write_list(tmp_path / "深度合成（2024年3月）.csv", odd, SECOND, THIRD)])[0]


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".xlsx", ".parquet"])
def test_a_table_that_read_wrote_comes_back_unchanged(ending: str, table: pd.DataFrame, tmp_path: Path) -> None:
    path = tmp_path / f"table{ending}"
    write_table(table, path)
    again, findings = read([path])
    pd.testing.assert_frame_equal(again, table)
    assert not findings.by_kind


def test_a_table_and_a_list_together(table: pd.DataFrame, tmp_path: Path) -> None:
    write_table(table.iloc[:2], tmp_path / "table.csv")
    path = write_list(tmp_path / "深度合成（2025年6月）.csv", THIRD)
    both, _ = read([tmp_path / "table.csv", path])
    assert both["batch"].tolist() == ["2025-06", "2024-03", "2024-03"]
    assert both.index.tolist() == [0, 1, 2]


def test_a_tagged_table_gives_its_filings(table: pd.DataFrame, tmp_path: Path) -> None:
    tagged = table.reindex(columns=TAGGED_COLUMNS, fill_value="")
    write_table(tagged, tmp_path / "tagged.csv")
    pd.testing.assert_frame_equal(read([tmp_path / "tagged.csv"])[0], table)


def test_an_empty_table_that_read_wrote(table: pd.DataFrame, tmp_path: Path) -> None:
    write_table(table.iloc[:0], tmp_path / "table.csv")
    again, _ = read([tmp_path / "table.csv"])
    assert again.empty
    assert again.columns.tolist() == FILING_COLUMNS


def test_a_foreign_code_in_a_table_that_read_wrote(table: pd.DataFrame, tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    table.loc[1, "role"] = "developed"
    table.loc[2, "status"] = "gone"
    write_table(table, path)
    with pytest.raises(InputError) as error:
        read([path])
    assert error.value.faults == [
        f"{path}: row 4, column 'status': 'gone' is none of active, cancelled",
        f"{path}: row 3, column 'role': 'developed' is none of provider, supporter",
    ]


def test_all_unusable_sources_are_named_together(tmp_path: Path) -> None:
    good = write_list(tmp_path / "good.csv", FIRST)
    wrong_ending = tmp_path / "清单.doc"
    wrong_ending.write_bytes(b"\xd0\xcf\x11\xe0")
    broken = {ending: tmp_path / f"broken{ending}" for ending in (".docx", ".pdf", ".xlsx", ".parquet")}
    for path in broken.values():
        path.write_bytes(b"PK\x03\x04 and no more")
    no_list = tmp_path / "通讯录.csv"
    no_list.write_text("姓名,电话\n张三,1\n", encoding="utf-8")
    empty = tmp_path / "empty.csv"
    empty.touch()
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(InputError) as error:
        read([good, wrong_ending, *broken.values(), no_list, empty, folder, tmp_path / "nowhere.docx"])
    said = error.value.faults
    assert f"{wrong_ending}: ending '.doc' is not read; expected one of .docx, .pdf" in "\n".join(said)
    for ending, fault in ((".docx", "no .docx document"), (".pdf", "no PDF document"), (".xlsx", "no .xlsx document")):
        assert any(line.startswith(f"{broken[ending]}: {fault}") for line in said)
    assert any(fault.startswith(f"{broken['.parquet']}: can't be read as .parquet (") for fault in said)
    assert any(fault.startswith(f"{no_list}: no filing found; expected a table with a header") for fault in said)
    assert f"{empty}: the file is empty; expected a list in a table" in said
    assert any(fault.startswith(f"{folder}: no list in this folder; expected files ending in .docx") for fault in said)
    assert f"{tmp_path / 'nowhere.docx'}: no such file or folder" in said
    assert len(said) == 9


def test_a_header_without_rows_is_no_list(read_rows: ReadRows) -> None:
    with pytest.raises(InputError, match="no filing found"):
        read_rows(SHORT)


def test_rows_that_are_no_filings_are_skipped_and_said(read_rows: ReadRows) -> None:
    table, findings = read_rows(
        "甲部|2025年",
        "1|甲|乙|丙|丁|",
        SHORT,
        "1|甲算法|服务提供者|甲科技有限公司|网信算备330106112233401240019号|",
        "第二页||||",
        SHORT,
        "2|乙算法|服务提供者|乙科技有限公司|网信算备330106112233401240027号|",
        name="清单.tsv",
    )
    assert table["source_row"].tolist() == ["4", "7"]
    assert findings.lines() == [
        "skipped: row before any known header (2): 清单.tsv row 1 (甲部 | 2025年), 2 (1 | 甲 | 乙 | 丙 | 丁)",
        "skipped: text between the rows (1): 清单.tsv row 5 (第二页)",
        f"skipped: header row repeated as data (1): 清单.tsv row 6 ({SHORT.replace('|', ' | ')})",
        "kept as published: no batch (2): 清单.tsv row 4, 7",
    ]


def test_a_row_with_fewer_cells_than_the_header_is_kept(read_rows: ReadRows) -> None:
    table, findings = read_rows(
        SHORT, "1|甲算法|服务提供者|甲科技有限公司|网信算备330106112233401240019号", "2|乙算法|服务提供者"
    )
    assert table["name"].tolist() == ["甲算法", "乙算法"]
    assert table["organisation"].tolist() == ["甲科技有限公司", ""]
    assert {"kept as published: no organisation", "kept as published: no filing_no"} <= set(findings.by_kind)


def test_a_row_with_more_cells_than_the_header_is_kept_and_said(read_rows: ReadRows) -> None:
    table, findings = read_rows(
        SHORT,
        "1|甲算法|服务提供者|甲科技有限公司|网信算备330106112233401240019号|已注销|又一格",
        "2|乙算法|服务提供者|乙科技有限公司|网信算备330106112233401240027号||",
    )
    assert table["name"].tolist() == ["甲算法", "乙算法"]
    assert [row for _, row, _ in findings.by_kind["kept as published: more cells than the header"]] == ["2"]


def test_columns_that_are_not_read_are_said(read_rows: ReadRows) -> None:
    row = "1|甲算法|服务提供者|甲科技有限公司|网信算备330106112233401240019号||张三|1"
    _, findings = read_rows("清单（2025年3月）", f"{SHORT}|联系人|电话", row)
    assert findings.lines() == ["column not read (2): 清单（2025年3月）.tsv row 2 (电话), 2 (联系人)"]


def test_a_column_that_is_not_read_is_said_once_a_file(tmp_path: Path) -> None:
    path = tmp_path / "清单（2025年3月）.html"
    rows = [[*HEADER, "联系人"], [*FIRST, "张三"]]
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    path.write_text(f"<table>{table}</table><table>{table}</table>", encoding="utf-8")
    assert len(read([path])[1].by_kind["column not read"]) == 1


def test_a_kind_of_finding_is_said_once_with_its_first_places(read_rows: ReadRows) -> None:
    rows = [f"{n}|甲算法|服务提供者|甲 科技有限公司|网信算备33010611223340124{n:03d}7号|" for n in range(1, 10)]
    _, findings = read_rows(SHORT, *rows)
    [line] = findings.lines(most=2)
    assert line == (
        "mended: brackets or stray spaces in a name (9): "
        "清单（2025年3月）.tsv row 2 (甲科技有限公司), 3 (甲科技有限公司); …"
    )


def test_unusable_sources_are_left_out_where_that_is_wanted(table: pd.DataFrame, tmp_path: Path) -> None:
    good = write_list(tmp_path / "good.csv", FIRST)
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"no workbook")
    read_table, findings = read([good, broken, tmp_path / "nowhere.pdf"], skip_bad=True)
    assert read_table["filing_no"].tolist() == [FIRST[6]]
    assert findings.lines()[0] == f"skipped: {tmp_path / 'nowhere.pdf'}: no such file or folder"
    assert findings.lines()[1].startswith(f"skipped: {broken}: no .xlsx document")


def test_unusable_rows_are_left_out_and_the_others_kept(table: pd.DataFrame, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    table.loc[1, "status"] = "gone"
    write_table(table, path)
    with path.open("a", encoding="utf-8") as file:
        file.write("x," * 30 + "\n")
    kept, findings = read([path], skip_bad=True)
    pd.testing.assert_frame_equal(kept, table.drop(index=1).reset_index(drop=True))
    assert findings.left_out == [
        f"{path}: row 5 has 31 cells, the header 17; is a comma not quoted?",
        f"{path}: row 3, column 'status': 'gone' is none of active, cancelled",
    ]


def test_rows_that_contradict_themselves(tmp_path: Path) -> None:
    """Two columns of one header agree in the first row and not in the second."""
    path = tmp_path / "list.csv"
    rows = [[*HEADER, HEADER[1]], [*FIRST, FIRST[1]], [*SECOND, "别的算法"]]
    path.write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    said = f"{path}: row 3, 算法名称: '别的算法', '{SECOND[1]}'; one header stands over them: rename one"
    with pytest.raises(InputError) as error:
        read([path])
    assert error.value.faults == [said]
    kept, findings = read([path], skip_bad=True)
    assert kept["filing_no"].tolist() == [FIRST[6]]
    assert findings.left_out == [said]


def test_when_nothing_usable_remains_all_faults_are_said(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    (tmp_path / "empty.pdf").touch()
    with pytest.raises(InputError) as error:
        read([tmp_path], skip_bad=True)
    assert [fault.split(": ")[1] for fault in error.value.faults[:2]] == [
        "the file is empty; expected a list in a table"
    ] * 2
    assert error.value.faults[2:] == ["nothing usable remains"]


def test_a_large_table_that_read_wrote_is_no_list(
    table: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("filings.sources.documents.MAX_LIST_ROWS", 2)
    write_table(table, tmp_path / "table.csv")
    assert len(read([tmp_path / "table.csv"])[0]) == 3
    with pytest.raises(InputError, match="more than 2 rows"):
        read([write_list(tmp_path / "list.csv", FIRST, SECOND, THIRD)])
