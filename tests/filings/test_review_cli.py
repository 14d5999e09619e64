"""One afternoon on the command line: questions out, answers in, the report, and a table that obeys."""

from pathlib import Path

import openpyxl
import pandas as pd

from filings.table import LINK_REVIEW_COLUMNS, REVIEW_COLUMNS
from tests.filings.test_cli import EXAMPLES, filings


def test_an_afternoon(own_labels: Path, tmp_path: Path) -> None:
    labels, review = ("--labels", own_labels), tmp_path / "review.xlsx"
    tag = ("tag", EXAMPLES, "-o", tmp_path / "tagged.csv", *labels)
    done = filings(*tag, "--review", review, "--review-limit", "30")
    assert done.returncode == 0, done.stderr
    assert f"{review}: 30 questions" in done.stdout

    book = openpyxl.load_workbook(review)
    sheet = book["questions"]
    column = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, 12):
        sheet.cell(row, column["label"]).value = sheet.cell(row, column["runner_up"]).value
    book.save(review)

    done = filings("review", review, "--report", *labels)
    assert done.returncode == 0, done.stderr
    assert "10 new decisions, 0 already there" in done.stdout
    assert "Wilson" in done.stdout
    assert "Most frequent corrections:" in done.stdout
    assert "0 new decisions, 10 already there" in filings("review", review, *labels).stdout

    assert filings("train", *labels).returncode == 0
    again = tmp_path / "again.csv"
    assert filings(*tag, "--review", again).returncode == 0
    tagged = pd.read_csv(tmp_path / "tagged.csv", dtype=str, encoding="utf-8-sig").set_index("filing_no")
    asked = pd.read_csv(again, dtype=str, encoding="utf-8-sig")
    assert asked.columns.tolist() == REVIEW_COLUMNS
    for row in range(2, 12):
        number, field, code = (sheet.cell(row, column[name]).value for name in ("filing_no", "field", "label"))
        assert tagged.loc[number, [field, f"{field}_source"]].tolist() == [code, "label"]
        assert not (asked["filing_no"].eq(number) & asked["field"].eq(field)).any()


def test_answers_that_are_not_absorbed_are_not_overwritten(own_labels: Path, tmp_path: Path) -> None:
    review = tmp_path / "review.csv"
    tag = ("tag", EXAMPLES, "-o", tmp_path / "tagged.csv", "--review", review, "--review-limit", "5")
    assert filings(*tag, "--labels", own_labels).returncode == 0
    assert filings(*tag, "--labels", own_labels).returncode == 0  # nobody has answered yet
    asked = pd.read_csv(review, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    asked.loc[0, ["label", "reviewer"]] = [asked.loc[0, "predicted"], "A"]
    asked.to_csv(review, index=False)
    answered = review.read_bytes()

    done = filings(*tag, "--labels", own_labels)
    assert done.returncode == 2
    assert f"{review}: it holds 1 answers that are not absorbed yet" in done.stderr
    assert review.read_bytes() == answered

    assert filings("review", review, "--labels", own_labels).returncode == 0
    assert filings("train", "--labels", own_labels).returncode == 0
    assert filings(*tag, "--labels", own_labels).returncode == 0


def test_answers_in_a_workbook_are_not_overwritten_either(own_labels: Path, tmp_path: Path) -> None:
    review = tmp_path / "review.xlsx"
    tag = ("tag", EXAMPLES, "-o", tmp_path / "tagged.csv", "--review", review, "--review-limit", "5")
    assert filings(*tag, "--labels", own_labels).returncode == 0
    book = openpyxl.load_workbook(review)
    sheet = book["questions"]
    column = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, column["note"]).value = "ask the developer"
    book.save(review)
    answered = review.read_bytes()

    done = filings(*tag, "--labels", own_labels)
    assert done.returncode == 2
    assert f"{review}: it holds 1 answers that are not absorbed yet" in done.stderr
    assert review.read_bytes() == answered


def test_review_without_files_wants_to_know_what_for(own_labels: Path) -> None:
    done = filings("review", "--labels", own_labels)
    assert done.returncode == 2
    assert "name the corrected review files, or ask for --report" in done.stderr
    assert filings("review", "--report", "--labels", own_labels).returncode == 0


def test_link_writes_its_doubtful_pairs(small_labels: Path, tmp_path: Path) -> None:
    pd.DataFrame({"n": ["Xiaozhu Xinghe Data", "Lingyu Farming Tools"]}).to_csv(tmp_path / "a.csv", index=False)
    pd.DataFrame({"n": ["小筑星河科技有限公司", "灵语养殖有限公司"]}).to_csv(tmp_path / "b.csv", index=False)
    columns = ("--left-column", "n", "--right-column", "n", "--labels", small_labels)
    files = tmp_path / "a.csv", tmp_path / "b.csv", "-o", tmp_path / "links.csv", "--review", tmp_path / "review.csv"
    done = filings("link", *files, *columns)
    assert done.returncode == 0, done.stderr
    assert pd.read_csv(tmp_path / "review.csv").columns.tolist() == LINK_REVIEW_COLUMNS
    assert pd.read_csv(tmp_path / "links.csv")["rank"].tolist() == [1, 1]


def test_explain_of_a_filing_in_a_list(small_labels: Path) -> None:
    number = pd.read_csv(EXAMPLES.parent / "registry.csv", dtype=str).loc[0, "filing_no"]
    done = filings("explain", number, EXAMPLES, "--labels", small_labels)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(number)
    for words in ("organisation: ", "ownership: ", "modality: ", "sector: ", "audience: ", "nearest labelled filings"):
        assert words in done.stdout


def test_explain_of_an_unknown_number_ends_with_2(small_labels: Path) -> None:
    done = filings("explain", "网信算备999999999999999999999号", "--labels", small_labels)
    assert done.returncode == 2
    assert "no filing bears this number" in done.stderr
