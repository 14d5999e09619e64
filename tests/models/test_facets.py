"""Descriptions taken apart: what is made, of what, for whom. Sentences here are our own or read from ../shared."""

from pathlib import Path

import pandas as pd
import pytest

from models.facets import facets_of, states_of


@pytest.mark.parametrize(
    ("sentence", "outputs"),
    [
        ("应用于图像生成场景，根据用户给出的主题词，生成节日贺卡图片。", ("image",)),
        ("应用于对话生成场景，根据用户的语音提问，生成解答文字。", ("text",)),
        ("应用于多模态生成场景，根据用户的草图与说明，生成讲解文稿、配图、旁白音频。", ("audio", "image", "text")),
        ("应用于视频翻译场景，根据用户上传的视频，生成另一语种的视频。", ("video",)),
        ("应用于数字人合成场景，服务于企业端客户，根据录制的语音，生成数字人讲解视频。", ("video", "virtual_human")),
        ("应用于图像生成场景，根据用户的描述，生成与文本语义一致的图像。", ("image",)),
        ("应用于文本生成场景，根据用户上传的照片，生成符合图像内容的文本。", ("text",)),
        ("生成音视频讲解。", ("audio", "video")),
    ],
)
def test_outputs(sentence: str, outputs: tuple[str, ...]) -> None:
    assert facets_of(sentence).outputs == outputs


def test_inputs_are_no_outputs() -> None:
    facets = facets_of("应用于文本生成场景，根据用户上传的图片、音频，生成文字说明。")
    assert set(facets.inputs) == {"image", "audio"}
    assert facets.outputs == ("text",)


def test_enterprise_customers_are_stated() -> None:
    assert facets_of("应用于语音合成场景，服务于企业端客户，根据文稿，生成语音。").customers == ("business",)


def test_the_formula_leaves_the_words_that_tell_the_field() -> None:
    facets = facets_of("应用于对话生成场景，根据用户输入的文本，生成小麦病虫害防治相关的文本。")
    assert facets.domain == "小麦病虫害防治"


def test_a_gist_says_the_same_in_the_same_way() -> None:
    assert facets_of("给农户的病虫害问答；文字").outputs == ("text",)


def test_states_hold_facets_and_our_own_words_only() -> None:
    sentence = "应用于对话生成场景，根据用户描述的症状，生成糖尿病饮食建议。"
    assert states_of(sentence) == "out:text scene:text w:症状 w:糖尿病 w:饮食建议"


def test_an_empty_description_states_nothing() -> None:
    assert states_of("") == ""


def test_modality_follows_the_stated_outputs_of_the_registry(shared: Path) -> None:
    """On the registry's own sentences: one stated medium is the label in nearly every filing."""
    dev = pd.read_csv(shared / "labels" / "dev.csv", dtype=str, keep_default_na=False)
    dev = dev[dev["purpose"].ne("")]
    outputs = [tuple(o for o in facets_of(p).outputs if o != "recognition") for p in dev["purpose"]]
    single = [(o[0], label) for o, label in zip(outputs, dev["modality"], strict=True) if len(o) == 1]
    agree = [told in label.split("|") for told, label in single]
    assert len(single) > 0.7 * len(dev)
    assert sum(agree) / len(agree) > 0.95
