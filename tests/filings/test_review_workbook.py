"""The workbook as a reviewer opens it: choices, locks, panes, guide; and that its answers come back."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from filings.absorbing import absorb
from filings.answers import LINK_ANSWERS
from filings.review_files import write_review
from filings.review_workbook import ANSWER_COLUMNS
from filings.table import LINK_REVIEW_COLUMNS, REVIEW_COLUMNS
from models.labels import codes_of, read_labels
from nlp.knowledge import SHIPPED

LONG = "应用于图像生成场景，服务于企业端客户，根据用户输入的主题词，生成宣传海报图片。" * 10


@pytest.fixture
def rows() -> pd.DataFrame:
    """Six questions on two filings."""
    usual = dict.fromkeys(REVIEW_COLUMNS, "") | {
        "name": "小筑海报算法", "organisation": "杭州小筑科技有限公司", "product": "小筑(APP)", "purpose": LONG,
        "predicted": "private", "runner_up": "soe", "confidence": 0.75, "margin": 0.5, "reason": "doubtful",
    }  # fmt: skip
    asked = [(str(n), field) for n in (1, 2) for field in ("sector", "ownership", "audience")]
    return pd.DataFrame(
        [usual | {"filing_no": number, "field": field} for number, field in asked], columns=REVIEW_COLUMNS
    )


@pytest.fixture
def path(rows: pd.DataFrame, tmp_path: Path) -> Path:
    write_review(rows, tmp_path / "review.xlsx", SHIPPED)
    return tmp_path / "review.xlsx"


@pytest.fixture
def sheet(path: Path) -> Worksheet:
    return openpyxl.load_workbook(path)["questions"]


def column(sheet: Worksheet, name: str) -> int:
    return [cell.value for cell in sheet[1]].index(name) + 1


def offered(path: Path, coordinate: str) -> list[str]:
    """The choices of a cell, read from the sheet that its list points to."""
    book = openpyxl.load_workbook(path)
    lists = [v for v in book["questions"].data_validations.dataValidation if coordinate in v.sqref]
    assert [v.type for v in lists] == ["list"]
    name, cells = lists[0].formula1.lstrip("=").split("!")
    assert book[name].sheet_state == "hidden"
    return [str(row[0].value) for row in book[name][cells.replace("$", "")]]


def test_the_contract_s_columns_stand_first_and_in_order(sheet: Worksheet) -> None:
    headings = [cell.value for cell in sheet[1]]
    assert headings[: len(REVIEW_COLUMNS)] == REVIEW_COLUMNS
    assert headings[len(REVIEW_COLUMNS) :] == [
        "name_pinyin", "organisation_pinyin", "product_pinyin", "predicted_means", "runner_up_means", "label_means",
    ]  # fmt: skip


def test_each_field_offers_its_codes_and_their_names_stand_beside(
    path: Path, sheet: Worksheet, rows: pd.DataFrame
) -> None:
    label = column(sheet, "label")
    for row, field in enumerate(rows["field"], 2):
        cell = sheet.cell(row, label)
        assert offered(path, cell.coordinate) == [*codes_of(field), "?", "-"]
        prompt = next(v.prompt for v in sheet.data_validations.dataValidation if cell.coordinate in v.sqref)
        assert len(prompt) <= 255
        assert {"sector": "healthcare 医疗健康", "ownership": "soe 国有企业", "audience": "b2c 面向公众"}[
            field
        ] in prompt


def test_the_hidden_codes_have_chinese_and_english_names(path: Path) -> None:
    codes = openpyxl.load_workbook(path)["codes"]
    assert ("healthcare", "医疗健康", "Healthcare") in {tuple(c.value for c in row[:3]) for row in codes.iter_rows()}


def test_only_the_answers_can_be_changed_and_they_are_coloured(sheet: Worksheet) -> None:
    assert sheet.protection.sheet
    assert not sheet.protection.autoFilter  # openpyxl and Excel: False means allowed
    for cell in sheet[2]:
        answer = sheet.cell(1, cell.column).value in ANSWER_COLUMNS
        assert cell.protection.locked != answer
        assert (cell.fill.fgColor.rgb == "FFFFF6CC") == answer


def test_header_is_frozen_with_a_filter_and_long_text_is_wrapped(sheet: Worksheet) -> None:
    assert sheet.freeze_panes == "D2"
    assert sheet.auto_filter.ref.startswith("A1:")
    purpose = sheet.cell(2, column(sheet, "purpose"))
    assert purpose.value == LONG
    assert purpose.alignment.wrap_text
    assert sheet.column_dimensions[purpose.column_letter].width > 40


def test_an_audit_row_can_t_be_told_by_what_is_shown(sheet: Worksheet) -> None:
    letter = sheet.cell(1, column(sheet, "reason")).column_letter
    hidden = [d for d in sheet.column_dimensions.values() if d.hidden]
    assert any(d.min <= openpyxl.utils.column_index_from_string(letter) <= d.max for d in hidden)


def test_names_stand_in_pinyin_and_codes_in_both_languages(sheet: Worksheet) -> None:
    assert sheet.cell(2, column(sheet, "organisation_pinyin")).value.startswith("Hangzhou Xiaozhu")
    assert sheet.cell(3, column(sheet, "predicted_means")).value == "民营 Private"


def test_the_first_sheet_explains_in_both_languages(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    assert [(s.title, s.sheet_state) for s in book] == [
        ("guide 说明", "visible"),
        ("questions", "visible"),
        ("codes", "hidden"),
    ]
    text = "\n".join(str(cell.value) for row in book["guide 说明"] for cell in row if cell.value)
    for words in ("choose a code", "选一个代码", "filings review FILE", "healthcare", "医疗健康"):
        assert words in text


def test_what_is_chosen_in_the_workbook_is_absorbed(path: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book["questions"]
    for name, text in (("label", "media"), ("reviewer", "reader 1"), ("note", "=1+1")):
        sheet.cell(2, column(sheet, name)).value = text
    sheet.cell(2, column(sheet, "note")).data_type = "s"
    book.save(path)
    labels = tmp_path / "labels"
    labels.mkdir()
    (labels / "filings.csv").write_bytes((SHIPPED / "filings.csv").read_bytes())
    assert absorb([path], labels).new == 1
    assert read_labels(labels).loc["1", ["sector", "note"]].tolist() == ["media", "=1+1"]


def test_links_offer_same_different_unsure(tmp_path: Path) -> None:
    row = dict.fromkeys(LINK_REVIEW_COLUMNS, "") | {
        "left": "小筑科技",
        "right": "某集团",
        "probability": 0.6,
        "filings": 2,
    }
    write_review(pd.DataFrame([row], columns=LINK_REVIEW_COLUMNS), tmp_path / "l.xlsx", SHIPPED)
    sheet = openpyxl.load_workbook(tmp_path / "l.xlsx")["questions"]
    assert [cell.value for cell in sheet[1]][: len(LINK_REVIEW_COLUMNS)] == LINK_REVIEW_COLUMNS
    assert offered(tmp_path / "l.xlsx", sheet.cell(2, column(sheet, "label")).coordinate) == [*LINK_ANSWERS, "-"]
    assert sheet.cell(2, column(sheet, "left_pinyin")).value == "Xiaozhu Keji"


def test_an_empty_review_is_a_workbook_too(rows: pd.DataFrame, tmp_path: Path) -> None:
    write_review(rows.head(0), tmp_path / "e.xlsx", SHIPPED)
    assert openpyxl.load_workbook(tmp_path / "e.xlsx")["questions"].max_row == 1
