"""Segmentation: rjieba gives jieba's own tokens."""

import warnings

import pytest

from nlp.words import segment

TEXTS = [
    "医疗健康大模型",
    "北京智谱华章科技股份有限公司",
    "扫描全能王图像美化算法",
    "商品详情页文案与海报生成算法-2",
    "小爱同学AI语音助手(APP)",
    "中国电信股份有限公司全渠道运营中心",
]


@pytest.mark.parametrize("text", TEXTS)
def test_rjieba_is_jieba(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba imports pkg_resources, which is deprecated
        jieba = pytest.importorskip("jieba")
        jieba.setLogLevel("ERROR")
        theirs = [word for word in jieba.lcut(text, HMM=False) if word[0].isalnum()]
    assert segment(text) == theirs


def test_punctuation_is_no_word() -> None:
    assert segment("聊天、问答（网站）") == ["聊天", "问答", "网站"]
