import pytest

from nlp.phonetics import sound_code, wade_giles


@pytest.mark.parametrize(
    ("syllable", "spelling"),
    [
        ("dong", "tung"),
        ("qing", "ching"),
        ("xian", "hsien"),
        ("zhang", "chang"),
        ("bei", "pei"),
        ("guo", "ko"),
        ("cai", "tsai"),
    ],
)
def test_wade_giles(syllable: str, spelling: str) -> None:
    assert wade_giles(syllable) == spelling


@pytest.mark.parametrize(("left", "right"), [("tungkong", "donggang"), ("chint", "zhengtai"), ("langchao", "langchau")])
def test_respellings_sound_alike(left: str, right: str) -> None:
    assert sound_code(left)[:2] == sound_code(right)[:2]


def test_different_sounds_differ() -> None:
    assert sound_code("baidu") != sound_code("tencent")
