import pytest

from nlp.english_words import stem, words


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Guangzhou Echom Sci.&Tech. Co,. Ltd.", ("guangzhou", "echom", "science", "technology", "co", "ltd")),
        ("Y.U.D. Yangtze River Investment", ("yud", "yangtze", "river", "investment")),
        ("Shenzhen Han’s CNC Technologies", ("shenzhen", "hans", "cnc", "technology")),
        ("Industries of the Sea", ("industry", "sea")),
    ],
)
def test_words(name: str, expected: tuple[str, ...]) -> None:
    assert words(name) == tuple(stem(word) for word in expected)


def test_stem_joins_number() -> None:
    assert stem("batteries") == stem("battery")
    assert stem("glass") == "glass"
