"""Answers into labels/: nothing is lost or written twice, all faults at once, two readers, taking back."""

import csv
import os
import threading
from pathlib import Path

import pandas as pd
import pytest

from filings.absorbing import absorb, waiting_files
from filings.files import write_table
from filings.table import REVIEW_COLUMNS
from models.labels import read_labels
from nlp.errors import InputError
from nlp.knowledge import SHIPPED

NUMBER = "网信算备110108123456701250017号"
PURPOSE = "应用于对话生成场景，根据用户描述的症状，生成疾病与用药方面的解答文本。"


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    """A folder with a few labels, for which nothing is trained."""
    folder = tmp_path / "labels"
    folder.mkdir()
    for name, rows in (("filings.csv", 5), ("name_pairs.csv", 5)):
        pd.read_csv(SHIPPED / name, dtype=str, keep_default_na=False).head(rows).to_csv(folder / name, index=False)
    return folder


def answered(path: Path, *answers: dict[str, str]) -> Path:
    """A review file whose rows say only what they are about."""
    usual = dict.fromkeys(REVIEW_COLUMNS, "") | {
        "filing_no": NUMBER, "field": "sector", "name": "小筑医问算法", "organisation": "某科技有限公司",
        "product": "小筑(APP)", "purpose": PURPOSE, "predicted": "general", "reason": "doubtful",
    }  # fmt: skip
    write_table(pd.DataFrame([usual | answer for answer in answers], columns=REVIEW_COLUMNS), path)
    return path


def said(label: str, reviewer: str = "reader 1", day: str = "2026-05-01", **cells: str) -> dict[str, str]:
    return {"label": label, "reviewer": reviewer, "reviewed_on": day, **cells}


def sector(labels: Path) -> str:
    return str(read_labels(labels).loc[NUMBER, "sector"])


def log(labels: Path) -> pd.DataFrame:
    return pd.read_csv(labels / "filings.csv", dtype=str, keep_default_na=False)


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".tsv"])
def test_an_answer_becomes_a_label_with_all_that_was_known_of_it(labels: Path, tmp_path: Path, ending: str) -> None:
    before = (labels / "filings.csv").read_bytes()
    file = answered(tmp_path / f"r{ending}", said("healthcare", note="symptoms"))
    assert absorb([file], labels)[:2] == (1, 0)
    assert (labels / "filings.csv").read_bytes().startswith(before)
    row = log(labels).iloc[-1]
    assert row[["filing_no", "sector", "predicted", "reason", "reviewer", "reviewed_on", "note"]].tolist() == [
        NUMBER, "healthcare", "general", "doubtful", "reader 1", "2026-05-01", "symptoms",
    ]  # fmt: skip
    assert row[["registry", "role", "modality"]].tolist() == ["dsa", "provider", ""]
    assert sector(labels) == "healthcare"


def test_a_gb18030_file_from_a_chinese_spreadsheet_is_read(labels: Path, tmp_path: Path) -> None:
    file = answered(tmp_path / "r.csv", said("healthcare", day="2026/5/1", note="症状"))
    file.write_text(file.read_text(encoding="utf-8-sig"), encoding="gb18030")
    absorb([file], labels)
    assert log(labels).iloc[-1][["note", "reviewed_on"]].tolist() == ["症状", "2026-05-01"]


def test_a_confirmed_prediction_is_a_label_too(labels: Path, tmp_path: Path) -> None:
    absorb([answered(tmp_path / "r.csv", said("general"))], labels)
    assert sector(labels) == "general"


def test_the_published_sentence_does_not_enter_the_labels(labels: Path, tmp_path: Path) -> None:
    absorb([answered(tmp_path / "r.csv", said("healthcare"))], labels)
    assert PURPOSE not in (labels / "filings.csv").read_text(encoding="utf-8")
    assert "out:text" in read_labels(labels).loc[NUMBER, "states"]


@pytest.mark.parametrize("day", ["2026-05-01", ""])
def test_absorbing_twice_changes_nothing(labels: Path, tmp_path: Path, day: str) -> None:
    file = answered(tmp_path / "r.csv", said("healthcare", day=day), said("", note="see later", field="audience"))
    assert absorb([file], labels)[:2] == (2, 0)
    before = (labels / "filings.csv").read_bytes()
    assert absorb([file], labels)[:2] == (0, 2)
    assert absorb([file, file], labels)[:2] == (0, 4)
    os.utime(file)  # saved again without a change
    assert absorb([file], labels)[:2] == (0, 2)
    assert (labels / "filings.csv").read_bytes() == before


def test_a_note_without_an_answer_is_kept_and_judges_nothing(labels: Path, tmp_path: Path) -> None:
    absorb([answered(tmp_path / "r.csv", said("", note="ask reader 2"))], labels)
    assert log(labels).iloc[-1]["note"] == "ask reader 2"
    assert sector(labels) == ""


def test_a_second_thought_counts_and_so_does_a_third(labels: Path, tmp_path: Path) -> None:
    for minute, code in enumerate(("legal", "finance", "legal")):
        file = answered(tmp_path / "r.csv", said(code, day=""))
        os.utime(file, (1_777_600_000 + 60 * minute,) * 2)
        absorb([file], labels)
        assert sector(labels) == code


def test_an_old_file_absorbed_again_does_not_undo_a_later_answer_and_says_so(labels: Path, tmp_path: Path) -> None:
    old, new = (
        answered(tmp_path / "1.csv", said("legal")),
        answered(tmp_path / "2.csv", said("finance", day="2026-05-03")),
    )
    absorb([old, new], labels)
    result = absorb([old], labels)
    assert sector(labels) == "finance"
    assert result[:2] == (0, 1)
    assert "row 2: 'legal' was replaced by 'finance' (2026-05-03)" in result.remarks[0]


def test_the_later_reviewer_rules_both_are_kept_and_the_conflict_is_listed(labels: Path, tmp_path: Path) -> None:
    later = answered(tmp_path / "wang.csv", said("finance", "reader 2", "2026-05-02"))
    earlier = answered(tmp_path / "li.csv", said("legal", "reader 1", "2026-05-01"))
    absorb([later], labels)
    result = absorb([earlier], labels)
    assert sector(labels) == "finance"
    assert set(log(labels).query("filing_no == @NUMBER")["sector"]) == {"legal", "finance"}
    assert result.remarks == [
        f"{NUMBER} sector: reviewers differ, the last one rules: reader 1 legal, reader 2 finance"
    ]


def test_taking_back_lets_the_other_reviewer_s_word_count_again(labels: Path, tmp_path: Path) -> None:
    for reviewer, code, day, expected in (
        ("reader 1", "legal", "2026-05-01", "legal"),
        ("reader 2", "finance", "2026-05-02", "finance"),
        ("reader 2", "-", "2026-05-03", "legal"),
        ("reader 1", "-", "2026-05-04", ""),
        ("reader 1", "media", "2026-05-05", "media"),
    ):
        absorb([answered(tmp_path / "r.csv", said(code, reviewer, day))], labels)
        assert sector(labels) == expected


def test_taking_back_what_one_never_said_is_a_fault(labels: Path, tmp_path: Path) -> None:
    absorb([answered(tmp_path / "r.csv", said("legal", "reader 1"))], labels)
    with pytest.raises(
        InputError, match=r"row 2, column 'label': '-' takes back nothing, since 'Reader 1'.*\(reader 1\)"
    ):
        absorb([answered(tmp_path / "r.csv", said("-", "Reader 1"))], labels)


def test_what_people_typed_is_no_formula_in_the_labels_and_comes_back(labels: Path, tmp_path: Path) -> None:
    absorb([answered(tmp_path / "r.csv", said("legal", note='=HYPERLINK("http://x.cn")', name="@小筑"))], labels)
    added = (labels / "filings.csv").read_text(encoding="utf-8").splitlines()[-1]
    assert not [cell for cell in next(csv.reader([added])) if cell.startswith(("=", "+", "-", "@"))]
    assert read_labels(labels).loc[NUMBER, ["name", "note"]].tolist() == ["@小筑", '=HYPERLINK("http://x.cn")']


def test_answers_for_filings_that_are_gone_are_kept(labels: Path, tmp_path: Path) -> None:
    absorb([answered(tmp_path / "r.csv", said("legal", filing_no="Beijing-YiGuan-20240101"))], labels)
    kept = read_labels(labels).loc["Beijing-YiGuan-20240101"]
    assert kept[["sector", "name", "registry", "role"]].tolist() == ["legal", "小筑医问算法", "aigc", "developed"]


def test_all_faults_are_reported_together_and_nothing_is_written(labels: Path, tmp_path: Path) -> None:
    before = (labels / "filings.csv").read_bytes()
    one = answered(
        tmp_path / "one.csv", said("helthcare"), said("legal", field="sectr"), said("医疗健康", filing_no="x")
    )
    two = answered(tmp_path / "two.csv", said("legal", day="yesterday"), said("legal", filing_no=""))
    three = answered(tmp_path / "three.csv", said("legal"), said("finance"))
    write_table(pd.DataFrame({"filing_no": ["1"]}), tmp_path / "four.csv")
    files = [one, two, three, tmp_path / "four.csv", tmp_path / "five.csv"]
    with pytest.raises(InputError) as caught:
        absorb(files, labels)
    text = "\n".join(caught.value.faults)
    for fault in (
        "one.csv: row 2, column 'label': 'helthcare' is no code of sector; did you mean 'healthcare'?",
        "one.csv: row 3, column 'field': 'sectr' is none of ownership, modality, sector, audience",
        "one.csv: row 4, column 'label': '医疗健康' is no code of sector; did you mean 'healthcare'?",
        "two.csv: row 2, column 'reviewed_on': 'yesterday' is no date",
        "two.csv: row 3, column 'filing_no' is empty",
        "three.csv: row 3, column 'label': 'finance', but",
        "four.csv: column 'label' is missing",
        "five.csv: no such file",
    ):
        assert fault in text
    assert (labels / "filings.csv").read_bytes() == before


def test_two_who_absorb_at_the_same_time_lose_nothing(labels: Path, tmp_path: Path) -> None:
    files = [answered(tmp_path / f"{n}.csv", said("legal", filing_no=f"Beijing-X{n}-20240101")) for n in range(12)]
    threads = [threading.Thread(target=absorb, args=([file], labels)) for file in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert log(labels)["filing_no"].str.startswith("Beijing-X").sum() == 12


def test_a_column_that_someone_added_to_the_log_stays(labels: Path, tmp_path: Path) -> None:
    log(labels).assign(mine="x").to_csv(labels / "filings.csv", index=False)
    absorb([answered(tmp_path / "r.csv", said("legal"))], labels)
    assert log(labels)["mine"].tolist() == [*"xxxxx", ""]


def test_files_that_wait_are_tables_without_a_spreadsheet_s_shadows(labels: Path) -> None:
    (labels / "review").mkdir()
    for name in ("b.csv", "a.xlsx", "~$a.xlsx", ".~lock.a.xlsx#", ".hidden.csv", "README.md"):
        (labels / "review" / name).touch()
    assert [path.name for path in waiting_files(labels)] == ["a.xlsx", "b.csv"]
