"""Input that can't be used, or means harm: exit 2, one message with file, fault and what was expected, no output."""

import io
import sys
import zipfile
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
import xlsxwriter

from filings import limits
from filings.cli import main
from filings.sources import pdf, read
from filings.sources.cells import Table
from filings.sources.layouts import records
from nlp.errors import InputError
from tests.filings.sources.lists import FIRST, HEADER, SECOND

Faults = Callable[[str, bytes], str]

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ENTITIES = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {entity} '{f'&{inner};' * 10}'>" for inner, entity in pairwise("abcdef")
)
BOMB = ENTITIES + "]>"
OUTSIDE = "<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]>"


def lines(*rows: list[str], encoding: str = "utf-8") -> bytes:
    return "".join(",".join(row) + "\n" for row in rows).encode(encoding)


LIST = lines(HEADER, FIRST, SECOND)


def zipped(members: dict[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx(body: str = "", before: str = "", **members: bytes) -> bytes:
    text = f"{before}<w:document {WORD}><w:body>{body}</w:body></w:document>"
    return zipped({"word/document.xml": text, **members})


def table(*rows: list[str]) -> str:
    cells = ("".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def xlsx(rows: str = "", before: str = "", **members: bytes) -> bytes:
    """A list as a workbook, whose sheet has further rows, given as XML."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((HEADER, FIRST, SECOND)):
            sheet.write_row(number, 0, row)
    book = zipfile.ZipFile(buffer)
    parts = {name: book.read(name) for name in book.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    sheet = sheet.replace("</sheetData>", rows + "</sheetData>").replace("<worksheet", before + "<worksheet", 1)
    return zipped(parts | {"xl/worksheets/sheet1.xml": sheet} | members)


def page(body: str) -> bytes:
    head, row = ("".join(f"<td>{cell}</td>" for cell in cells) for cells in (HEADER, FIRST))
    return f"<html><body>{body}<table><tr>{head}</tr><tr>{row}</tr></table></body></html>".encode()


def pdf_of(content: bytes) -> bytes:
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, text) for number, text in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n0\n%%EOF\n"


PDF = pdf_of(zlib.compress(b"BT /F1 9 Tf 10 700 Td (no table) Tj ET"))


@pytest.fixture
def fault(tmp_path: Path) -> Faults:
    """The one fault for which a file is refused."""

    def fault(name: str, content: bytes) -> str:
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(InputError) as error:
            read([path])
        [said] = error.value.faults
        assert said.startswith(f"{path}: ")
        assert "\n" not in said
        return said.removeprefix(f"{path}: ")

    return fault


WIDE = "<c r='BXY3' t='n'><v>1</v></c>"
LAST = "<row r='1048576'><c r='AAA1048576'><v>1</v></c></row>"

KINDS = {
    "empty": ("a.csv", b"", "the file is empty; expected a list in a table"),
    "empty document": ("a.docx", b"", "the file is empty"),
    "cut off within a row": (
        "a.csv",
        LIST[: -len(SECOND[6].encode()) - 3],
        "line 3: the file is cut off in the middle of this row",
    ),
    "cut off within a character": ("a.csv", LIST[:-90], "line 3: the text is UTF-8 up to here"),
    "cut off document": ("a.docx", docx(table(HEADER, FIRST))[:-30], "no .docx document, or one that is cut off"),
    "cut off workbook": ("a.xlsx", xlsx()[:-30], "no .xlsx document, or one that is cut off"),
    "cut off pdf": ("a.pdf", PDF[:-8], "the PDF document is cut off; download it again"),
    "cut off page": ("a.html", page("")[:60], "the page is cut off within a table; download it again"),
    "damaged within": (
        "a.docx",
        docx(table(HEADER, FIRST))[:60] + b"\0\0\0" + docx(table(HEADER, FIRST))[63:],
        "unpack",
    ),
    "text as a workbook": ("a.xlsx", LIST, "no .xlsx document"),
    "workbook as text": ("a.csv", xlsx(), "the content is an Office document or another archive and no text"),
    "workbook as a page": ("a.html", xlsx(), "the content is an Office document or another archive and no text"),
    "workbook as a document": ("a.docx", xlsx(), "holds no word/document.xml; expected a .docx document"),
    "pdf as a document": ("a.docx", PDF, "no .docx document"),
    "document as a pdf": ("a.pdf", docx(), "no PDF document; give it the ending of what it is"),
    "unread ending": ("a.doc", b"\xd0\xcf\x11\xe0", "ending '.doc' is not read; expected one of .docx, .pdf"),
    "no table": ("a.docx", docx("<w:p/>"), "no filing found; expected a table with a header such as"),
    "no table in a page": ("a.html", b"<p>x", "no filing found"),
    "pdf without tables": ("a.pdf", PDF, "no filing found"),
    "unknown header": ("a.csv", "姓名,电话,地址\n甲,1,乙\n".encode(), "no filing found"),
    "NUL": ("a.csv", LIST.replace(b"2,", b"2\0,"), "line 3: NUL bytes, which no text has"),
    "NUL in a page": ("a.html", page("\0"), "NUL bytes, which no page has"),
    "UTF-16 without its mark": ("a.csv", lines(HEADER, FIRST, encoding="utf-16-le"), "neither UTF-8 nor GB18030"),
    "Big5": (
        "a.csv",
        "演算法名稱,大公司,人\n一二三,四五六,七八九\n".encode("big5"),
        "neither UTF-8 nor GB18030, perhaps Big5",
    ),
    "Latin-1": ("a.csv", "nom,café\nx,naïve é\n".encode("latin-1"), "neither UTF-8 nor GB18030"),
    "UTF-8, then GB18030": ("a.csv", LIST + lines(FIRST, encoding="gb18030"), "line 4: the text is UTF-8 up to here"),
    "GB18030, then UTF-8": (
        "a.csv",
        lines(HEADER, encoding="gb18030") + "1,灵语科技,北京灵语科技".encode(),
        "mixes GB18030 and UTF-8",
    ),
    "UTF-16 cut off": ("a.csv", b"\xff\xfe" + lines(HEADER, encoding="utf-16-le")[:-3], "is no text in utf-16"),
    "endless line": (
        "a.csv",
        LIST + b"x" * 1_100_000,
        "line 4: more than 1,000,000 characters; expected one row a line",
    ),
    "endless cell": ("a.csv", LIST + b'"' + (b"x," * 500 + b"\n") * 200, "a cell of more than 131,072 characters"),
    "empty lines": ("a.csv", b"\n" * 1_000, "more than 500 lines; split it"),
    "endless row": ("a.csv", LIST + b"," * 3_000 + b"\n", "line 4: 3,001 columns; expected at most 2,000"),
    "one header twice": (
        "a.csv",
        lines([*HEADER, HEADER[3]], [*FIRST, "甲公司"]),
        f"row 2, 主体名称: '{FIRST[3]}', '甲公司'; one header stands",
    ),
    "zip bomb": ("a.docx", docx(" " * 30_000_000), "unpacks to 30 MB or more, "),
    "zip bomb in a picture": (
        "a.docx",
        docx(table(HEADER, FIRST), **{"word/media/a.png": b"0" * 30_000_000}),
        "unpacks to",
    ),
    "zip bomb in a workbook": ("a.xlsx", xlsx(" " * 30_000_000), "unpacks to 30 MB or more"),
    "entities": ("a.docx", docx("<w:p><w:t>&f;</w:t></w:p>", BOMB), "Maximum entity amplification factor exceeded"),
    "entities in a workbook": ("a.xlsx", xlsx("<row><c t='str'><v>&f;</v></c></row>", BOMB), "declares entities"),
    "external entity": ("a.docx", docx("<w:p><w:t>&f;</w:t></w:p>", OUTSIDE), "declares entities; expected a document"),
    "external entity in a workbook": ("a.xlsx", xlsx("", OUTSIDE), "xl/worksheets/sheet1.xml: declares entities"),
    "entities in a page": ("a.html", OUTSIDE.encode() + page(""), "declares entities; expected a page"),
    "path outside": (
        "a.docx",
        docx(**{"../../evil.xml": b""}),
        "the archive names the path '../../evil.xml' outside it",
    ),
    "absolute path": ("a.xlsx", xlsx(**{"/etc/passwd": b""}), "the archive names the path '/etc/passwd' outside it"),
    "path of Windows": ("a.xlsx", xlsx(**{"C:\\x.xml": b""}), r"the archive names the path 'C:\\x.xml' outside it"),
    "formula": (
        "a.xlsx",
        xlsx("<row r='4'><c r='B4'><f>1+1</f><v>2</v></c></row>"),
        "row 4, column 2 is a formula; expected",
    ),
    "a million columns": ("a.xlsx", xlsx(f"<row r='4'>{'<c/>' * 3_000}</row>"), "columns"),
    "a million columns declared": (
        "a.xlsx",
        xlsx("<col min='1' max='1000000'/>"),
        "1000000 columns; expected at most 2,000",
    ),
    "a cell far to the right": (
        "a.xlsx",
        xlsx(f"<row r='4'>{WIDE}</row>"),
        "cells as far as column BXY; expected at most",
    ),
    "a cell far away": ("a.xlsx", xlsx(LAST), "a cell stands as far as row 1,048,576, column 703"),
    "broken markup": ("a.xlsx", xlsx("<row>"), "is no XML (mismatched tag"),
    "part in part in part": ("a.html", page("<div>" * 300), "Excessive depth"),
    "endless tag": ("a.html", page("<p " + "a=1 " * 3_000 + ">"), "a tag of more than 10,000 characters"),
    "merged without end": (
        "a.html",
        page("<table><tr>" + "<td colspan=2000 rowspan=900>" * 2 + "</table>"),
        "4,000 columns",
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_wrong_is_said(kind: str, fault: Faults, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("filings.text_files.MAX_LINES", 500)
    name, content, said = KINDS[kind]
    assert said in fault(name, content)


@pytest.mark.parametrize("command", ["read", "tag"])
@pytest.mark.parametrize("kind", ["empty", "cut off workbook", "zip bomb", "formula", "mixed folder"])
def test_a_command_ends_with_2_and_writes_nothing(
    command: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    wrong = ["empty", "formula"] if kind == "mixed folder" else [kind]
    (folder / "good.csv").write_bytes(LIST)
    for number, name in enumerate(wrong):
        (folder / f"{number}{KINDS[name][0]}").write_bytes(KINDS[name][1])
    monkeypatch.setattr(sys, "argv", ["filings", command, str(folder), "-o", str(tmp_path / "out" / "table.csv")])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2
    said = capsys.readouterr()
    assert [KINDS[name][2] in line for name, line in zip(wrong, said.err.splitlines(), strict=True)] == [True] * len(
        wrong
    )
    assert not said.out
    assert not (tmp_path / "out").exists()


def test_an_archive_that_lies_about_its_size(fault: Faults) -> None:
    data = bytearray(docx(" " * 30_000_000))
    place = data.index(b"PK\x01\x02")
    data[place + 24 : place + 28] = (1_000).to_bytes(4, "little")
    assert "unpacks to" in fault("a.docx", bytes(data))


def test_a_pdf_that_unpacks_without_end(fault: Faults, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "PDF_MEMORY", 100_000_000)
    content = zlib.compress(b" " * 200_000_000)
    assert "can't be read as .pdf (it takes too much memory)" in fault("a.pdf", pdf_of(content))


def test_a_pdf_that_takes_too_long(fault: Faults, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "PDF_SECONDS", 0.01)
    assert "takes longer than 0.01 s to read; split it into several files" in fault("a.pdf", PDF)


def test_a_list_of_more_rows_than_any(fault: Faults) -> None:
    assert "more than 200,000 rows" in fault("a.csv", LIST + "甲\n".encode() * limits.MAX_LIST_ROWS)


def test_text_between_rows_does_not_pile_up() -> None:
    """Each row would otherwise keep all titles above it."""
    rows = [HEADER, *([["备案清单" * 30] + [""] * 7, FIRST] * 50)]
    headings = [len(item["heading"]) for item in records(Table(rows), None) if isinstance(item, dict)]
    assert len(headings) == 50
    assert max(headings) == limits.MAX_HEADING


def test_a_file_whose_name_is_no_text(tmp_path: Path) -> None:
    path = Path(str(tmp_path) + "/a\udce4.csv")
    try:
        path.write_bytes(LIST)
    except OSError:
        pytest.skip("this file system takes only text")
    assert read([path])[0]["source_file"].tolist() == ["a\ufffd.csv"] * 2


@pytest.mark.parametrize("serial", ["1" * 5_000, "²", "١"])
def test_a_serial_that_is_no_number(serial: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"序号,模型名称,备案单位,备案号\n{serial},甲,乙,Beijing-Jia-2024\n".encode())
    assert read([path])[0]["name"].tolist() == ["甲"]


def test_a_remark_made_to_be_slow(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"模型名称,备案单位,备案号,备注\n甲,乙,丙,{'原主体名称' * 20_000}\n".encode())
    assert read([path])[0]["former_organisation"].tolist() == [""]
