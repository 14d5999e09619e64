from nlp.words import segment


def test_words_of_a_text() -> None:
    assert segment("医疗健康大模型") == ["医疗", "健康", "大", "模型"]


def test_punctuation_and_spaces_are_no_words() -> None:
    assert segment("生成、合成 (图像)") == ["生成", "合成", "图像"]


def test_latin_words_and_numbers_stay_whole() -> None:
    assert segment("ai绘画v2") == ["ai", "绘画", "v2"]


def test_nothing_in_nothing_out() -> None:
    assert segment("") == []
