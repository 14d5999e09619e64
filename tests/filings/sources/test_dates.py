import pytest

from filings.sources.dates import iso_date, month_of


@pytest.mark.parametrize(
    "written",
    [
        "2025-03-07", "2025/3/7", "2025.3.7", "2025年3月7日", "2025 年 3 月 7 日", "20250307", "2025/03/07 0:00",
        "2025-03-07 00:00:00", "２０２５年３月７日",
    ],
)  # fmt: skip
def test_spellings_of_one_day(written: str) -> None:
    assert iso_date(written) == "2025-03-07"


@pytest.mark.parametrize("written", ["", "2025年3月", "待定", "2025/13/1", "2025/2/30", "2025307", "45321", "7/3/2025"])
def test_what_is_no_day(written: str) -> None:
    assert iso_date(written) == ""


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("境内深度合成服务算法备案清单（2024年6月）", "2024-06"),
        ("清单(2022年10月)", "2022-10"),
        ("清单（２０２４年６月）", "2024-06"),
        ("2024-02", "2024-02"),
        ("2024年2月", "2024-02"),
        ("202402", "2024-02"),
        ("截至2025年11月1日，自2025年6月起", "2025-11"),
        ("公告（2024年4月） 发布时间：2024-05-11 今天是2026年1月2日", "2024-04"),
        ("境内深度合成服务算法备案清单（其他批次）", ""),
        ("2024年13月", ""),
        ("第三批", ""),
        ("电话12024-05", ""),
    ],
)
def test_the_month_of_a_text(text: str, month: str) -> None:
    assert month_of(text) == month
