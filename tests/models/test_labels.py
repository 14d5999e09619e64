"""The label log: later rows overrule, nothing is taken out, faults are named together."""

from pathlib import Path

import pytest

from models.labels import LABEL_COLUMNS, codes_of, read_labels
from nlp.errors import InputError
from nlp.knowledge import SHIPPED


def write_log(folder: Path, rows: list[dict[str, str]]) -> Path:
    lines = [",".join(LABEL_COLUMNS)] + [",".join(row.get(column, "") for column in LABEL_COLUMNS) for row in rows]
    (folder / "filings.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_a_later_row_overrules_only_the_fields_it_fills(tmp_path: Path) -> None:
    write_log(
        tmp_path,
        [
            {"filing_no": "1", "name": "甲", "sector": "legal", "audience": "b2b", "ownership": "private"},
            {"filing_no": "1", "sector": "finance"},
        ],
    )
    row = read_labels(tmp_path).loc["1"]
    assert row[["name", "sector", "audience", "ownership"]].tolist() == ["甲", "finance", "b2b", "private"]


def test_a_question_mark_is_no_label(tmp_path: Path) -> None:
    write_log(tmp_path, [{"filing_no": "1", "sector": "?"}])
    assert read_labels(tmp_path).loc["1", "sector"] == ""


def test_foreign_codes_are_reported_together(tmp_path: Path) -> None:
    write_log(tmp_path, [{"filing_no": "1", "sector": "law"}, {"filing_no": "2", "audience": "b2g"}])
    with pytest.raises(InputError) as caught:
        read_labels(tmp_path)
    assert "row 2, column 'sector': 'law'" in caught.value.faults[0]
    assert "row 3, column 'audience': 'b2g'" in caught.value.faults[1]


def test_the_shipped_labels_are_sound_and_hold_no_dev_filing(shared: Path) -> None:
    labels = read_labels(SHIPPED)
    assert len(labels) >= 4932 + 800
    dev = {line.split(",")[0] for line in (shared / "labels" / "dev.csv").read_text(encoding="utf-8").splitlines()}
    assert not dev & set(labels.index)


def test_the_codes_are_the_codebook_s() -> None:
    assert codes_of("ownership") == ["private", "soe", "research", "government", "media", "foreign", "other"]
    assert codes_of("modality") == ["text", "image", "audio", "video", "virtual_human", "multimodal"]
    assert len(codes_of("sector")) == 17
    assert codes_of("audience") == ["b2b", "b2c"]
