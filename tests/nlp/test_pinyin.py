import pytest

from nlp.pinyin import initials, pinyin


@pytest.mark.parametrize(
    ("text", "syllables"),
    [
        ("百度", ("bai", "du")),
        ("浪潮AI", ("lang", "chao", "AI")),
        ("重庆", ("chong", "qing")),
        ("重点", ("zhong", "dian")),
        ("厦门", ("xia", "men")),
        ("银行", ("yin", "hang")),
        ("绿城", ("lv", "cheng")),
        ("GPT-4", ("GPT-4",)),
        ("", ()),
    ],
)
def test_syllables(text: str, syllables: tuple[str, ...]) -> None:
    assert pinyin(text) == syllables


@pytest.mark.parametrize(("text", "letters"), [("工商银行", "gsyh"), ("商汤AI", "sta"), ("", "")])
def test_initials(text: str, letters: str) -> None:
    assert initials(text) == letters
