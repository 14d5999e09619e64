"""Coverage-guided fuzzing of the readers, by hand: python -m tests.fuzz.readers KIND SECONDS FOLDER

Needs atheris (pip install atheris) and, for its seeds, the published lists in ../shared or where FILINGS_SHARED says.
Whatever the bytes, a reader gives a table or an InputError; a table it gives is right and comes back unchanged from a
.csv. Anything else is a finding: its bytes are kept in FOLDER, once for each place in the code that it came from.
KIND is one of SEEDS: for archives the bytes are the part that holds the table (docx, xlsx) or all of it (archive).
"""

import io
import os
import sys
import traceback
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris

with atheris.instrument_imports(include=["filings", "nlp", "pdfminer", "pdfplumber", "zipfile"]):
    import pdfplumber  # noqa: F401

    from filings.files import read_table, write_table
    from filings.sources import pdf, pdf_tables, read
    from filings.sources.cells import Table
    from filings.table import check
    from nlp.errors import InputError

SHARED = Path(os.environ.get("FILINGS_SHARED") or Path(__file__).resolve().parents[3] / "shared")
SLOWEST = 60  # seconds for one input
MOST_MEMORY = 2000  # MB


def lists() -> list[Path]:
    return sorted((SHARED / "registry").rglob("*.docx"))


def rows() -> list[list[str]]:
    """The first rows of a published list."""
    from filings.sources.documents import tables

    return tables(lists()[0])[0].rows[:6]


def text_seeds() -> Iterator[bytes]:
    text = "\n".join(",".join(row) for row in rows()) + "\n"
    yield from (text.encode(encoding) for encoding in ("utf-8-sig", "gb18030", "utf-16"))
    yield text.replace(",", "\t").encode()
    for name in ("aigc.csv", "dsa_other_batches.csv"):
        yield "\n".join((SHARED / "registry" / name).read_text(encoding="utf-8-sig").splitlines()[:6]).encode()


def table_seeds() -> Iterator[bytes]:
    with TemporaryDirectory() as folder:
        path = Path(folder, "t.csv")
        write_table(read([lists()[0]])[0].head(4), path)
        yield path.read_bytes()


def page_seeds() -> Iterator[bytes]:
    cells = "".join("<tr>" + "".join(f"<td rowspan=1 colspan=1><p>{cell}</p></td>" for cell in row) for row in rows())
    yield f"<html><body><h1>备案清单（2024年3月）</h1><table>{cells}</table></body></html>".encode()
    yield f"<table><tr><td><table>{cells}</table><table>{cells}</table>".encode("gb18030")


def document_seeds() -> Iterator[bytes]:
    for path in (lists()[0], lists()[-1]):
        with zipfile.ZipFile(path) as archive:
            body, _, rest = archive.read("word/document.xml").partition(b"</w:tr>")
        yield body + b"</w:tr>" + b"</w:tr>".join(rest.split(b"</w:tr>")[:3]) + b"</w:tr></w:tbl></w:body></w:document>"


def workbook() -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows()):
            sheet.write_row(number, 0, row)
        sheet.write_number(7, 0, 2.5)
        sheet.merge_range("A9:C9", "merged")
    return buffer.getvalue()


def sheet_seeds() -> Iterator[bytes]:
    yield zipfile.ZipFile(io.BytesIO(workbook())).read("xl/worksheets/sheet1.xml")


def archive_seeds() -> Iterator[bytes]:
    yield workbook()
    yield docx(next(document_seeds()))


def pdf_seeds() -> Iterator[bytes]:
    from reportlab.platypus import SimpleDocTemplate
    from reportlab.platypus import Table as PdfTable

    for compression in (0, 1):
        buffer = io.BytesIO()
        style = [("GRID", (0, 0), (-1, -1), 1, "black"), ("SPAN", (0, 1), (0, 2))]
        cells = [["No", "name", "body"], ["1", "a", "b"], ["2", "c", "d"]]
        SimpleDocTemplate(buffer, pageCompression=compression).build([PdfTable(cells, style=style)])
        yield buffer.getvalue()


def parquet_seeds() -> Iterator[bytes]:
    with TemporaryDirectory() as folder:
        path = Path(folder, "t.parquet")
        write_table(read([lists()[0]])[0].head(4), path)
        yield path.read_bytes()


def docx(body: bytes) -> bytes:
    return zipped({"word/document.xml": body})


def xlsx(sheet: bytes) -> bytes:
    book = zipfile.ZipFile(io.BytesIO(workbook()))
    return zipped({name: book.read(name) for name in book.namelist()} | {"xl/worksheets/sheet1.xml": sheet})


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def as_is(data: bytes) -> bytes:
    return data


#: Kind → its seeds, what makes a file of the bytes, and the endings it may have.
SEEDS: dict[str, tuple[Callable[[], Iterator[bytes]], Callable[[bytes], bytes], list[str]]] = {
    "text": (text_seeds, as_is, [".csv", ".tsv"]),
    "table": (table_seeds, as_is, [".csv"]),
    "page": (page_seeds, as_is, [".html"]),
    "docx": (document_seeds, docx, [".docx"]),
    "xlsx": (sheet_seeds, xlsx, [".xlsx"]),
    "archive": (archive_seeds, as_is, [".docx", ".xlsx"]),
    "pdf": (pdf_seeds, as_is, [".pdf"]),
    "parquet": (parquet_seeds, as_is, [".parquet"]),
}


def pdf_in_this_process(path: Path) -> Iterator[Table]:
    """What `filings.sources.pdf.read_pdf` does, where the fuzzer sees it."""
    pdf._check_whole(path)
    try:
        found = list(pdf_tables.tables(str(path)))
    except Exception as error:
        raise InputError(str(error)) from error
    yield from map(pdf.as_table, found)


def try_out(path: Path) -> None:
    try:
        table, findings = read([path])
    except InputError:
        pass
    else:
        findings.lines()
        check(table, "read")
        copy = path.with_name("copy.csv")
        write_table(table, copy)
        assert read([copy])[0].equals(table), "not the same when read again"
    if path.suffix in (".csv", ".tsv", ".xlsx", ".parquet"):
        try:
            table = read_table(path)
        except InputError:
            return
        copy = path.with_name("copy.csv")
        write_table(table, copy)
        assert read_table(copy).equals(table), "not the same table when read again"


def main() -> None:
    kind, seconds, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    seeds, to_file, endings = SEEDS[kind]
    corpus = folder / kind / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds()):
        (corpus / f"seed{number}").write_bytes(seed)
    from filings.sources import documents

    documents.READERS[".pdf"] = pdf_in_this_process
    place = TemporaryDirectory()
    met: set[str] = set()

    def test_one_input(data: bytes) -> None:
        content = to_file(data)
        for ending in endings:
            path = Path(place.name, f"清单{ending}")
            path.write_bytes(content)
            try:
                try_out(path)
            except BaseException as error:
                frames = traceback.extract_tb(error.__traceback__)
                key = f"{type(error).__name__} {[f'{Path(f.filename).name}:{f.lineno}' for f in frames[-3:]]}"
                if key not in met:
                    met.add(key)
                    (folder / kind / f"finding{len(met)}{ending}").write_bytes(content)
                    print(f"FINDING {len(met)} {kind} {key}: {str(error)[:200]}", flush=True)

    options = [f"-max_total_time={seconds}", f"-timeout={SLOWEST}", f"-rss_limit_mb={MOST_MEMORY}"]
    if kind in ("pdf", "docx", "archive", "xlsx"):
        options.append("-max_len=60000")
    atheris.Setup([sys.argv[0], f"-artifact_prefix={folder / kind}/", *options, str(corpus)], test_one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
