"""`filings explain`: the table's numbers, and what they rest on."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from filings.explain import explain, labelled_filings
from filings.table import FIELDS
from filings.tag import describe_filings, tag_with_chances
from models.contributions import Contributions, in_words
from models.features import features
from models.labels import read_labels
from models.tagger import load_tagger
from models.views import known_facts
from nlp.errors import InputError
from nlp.organisations import load_organisations
from tests.filings.conftest import FilingTable

ROWS = [
    {
        "name": "灵犀医问文本生成算法",
        "organisation": "杭州灵伴小筑科技有限公司",
        "product": "灵犀医问(APP)",
        "purpose": "应用于对话生成场景，根据用户描述的症状，生成疾病与用药方面的解答文本。",
    },
    {
        "name": "小筑海报算法",
        "organisation": "浪潮云信息技术股份公司",
        "product": "小筑海报(网站)",
        "purpose": "生成海报图片。",
    },
    {"name": "小筑推荐算法", "organisation": "某报业有限公司", "registry": "iisa", "algorithm_class": "个性化推送类"},
]


@pytest.fixture(scope="module")
def table(filing_table: FilingTable) -> pd.DataFrame:
    return filing_table(ROWS)


def said(asked: str, table: pd.DataFrame, labels: Path) -> str:
    return "\n".join(explain(asked, table, load_organisations(labels), load_tagger(labels), labels))


def test_the_numbers_are_those_of_the_table(table: pd.DataFrame, small_labels: Path) -> None:
    tagged, _ = tag_with_chances(table, load_organisations(small_labels), load_tagger(small_labels), small_labels)
    for number, row in tagged.set_index("filing_no").iterrows():
        text = said(str(number), table, small_labels)
        for field in FIELDS:
            line = re.search(rf"^  {field}: (\w+).*, (\d\.\d{{4}}) \((\w+)", text, re.MULTILINE)
            assert line
            assert line.groups() == (row[field], f"{row[f'{field}_confidence']:.4f}", row[f"{field}_source"])
        assert f"{row['link_confidence']:.4f}: {row['link_evidence']}" in text


def test_what_counted_adds_up_to_the_log_odds_of_the_table_s_probabilities(
    table: pd.DataFrame, small_labels: Path
) -> None:
    organisations, tagger = load_organisations(small_labels), load_tagger(small_labels)
    tagged, _ = tag_with_chances(table, organisations, tagger, small_labels)
    described = describe_filings(tagged, tagged, known_facts(organisations, tagger.seen))
    made = features(described)
    vectors = tagger.vectoriser.transform(made)
    reader = Contributions(tagger)
    for field, classifier in tagger.classifiers.items():
        chances = classifier.probabilities(vectors, described["registry"])
        for row in range(len(table)):
            best, second = np.argsort(-chances[row])[:2]
            codes, registry = classifier.classes[[best, second]], described["registry"].iloc[row]
            found = reader.of(field, *codes, registry, vectors[row], made["text"].iloc[row])
            assert found
            odds = np.log(chances[row, best] / chances[row, second])
            assert sum(share for _, share in found) == pytest.approx(odds, abs=1e-4)


def test_words_and_facets_are_named(table: pd.DataFrame, small_labels: Path) -> None:
    text = said(table.loc[0, "filing_no"], table, small_labels)
    assert "stated output" in text
    assert "sector words → healthcare" in text
    assert text.count("second: ") == len(FIELDS)
    assert len(re.findall(r"^    0\.\d\d .*: .* \(.*\)$", text, re.MULTILINE)) == 3  # the nearest labelled filings


def test_a_filing_is_found_by_any_of_its_names_in_any_spelling(table: pd.DataFrame, small_labels: Path) -> None:
    for asked in ("灵犀医问文本生成算法", "灵犀医问（ＡＰＰ）", "杭州 灵伴小筑科技有限公司"):
        assert table.loc[0, "filing_no"] in said(asked, table, small_labels)


def test_a_labelled_filing_tells_who_judged_it(small_labels: Path) -> None:
    number, row = next(iter(read_labels(small_labels).iterrows()))
    text = said(str(number), labelled_filings(small_labels), small_labels)
    assert re.search(rf"sector: {row['sector']} .*, 1\.0000 \(label\)\n    judged {row['sector']} by ", text)
    assert "the model alone: " in text


def test_a_name_that_filed_nothing_is_explained_as_an_organisation(table: pd.DataFrame, small_labels: Path) -> None:
    text = said("ByteDance", table, small_labels)
    assert "no filing is called so" in text
    assert "(bytedance), 1.0000" in text
    assert text.count("next: ") == 3


def test_an_unknown_number_is_a_fault(table: pd.DataFrame, small_labels: Path) -> None:
    with pytest.raises(InputError, match="no filing bears this number"):
        said("网信算备999999999999999999999号", table, small_labels)


def test_a_code_that_a_registry_never_showed_has_no_log_odds(table: pd.DataFrame, small_labels: Path) -> None:
    tagger = load_tagger(small_labels)
    vector = tagger.vectoriser.transform(pd.DataFrame([dict.fromkeys(tagger.vectoriser.blocks, "")]))
    assert Contributions(tagger).of("sector", "general", "no such code", "dsa", vector, "") is None
    assert in_words(None) == ""
