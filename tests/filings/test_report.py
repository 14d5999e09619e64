import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from filings.findings import findings
from filings.report import write_report
from filings.statistics import aggregate

FRONTIER = pd.Series({"one": "big_tech"})
CHROMIUM = shutil.which("chromium")
QUARTERS = ["2024-05", "2024-08", "2025-02", "2025-05"]


@pytest.fixture(scope="module")
def tables(tagged_table):
    rows = [
        {
            "filed_on": f"{QUARTERS[i % 4]}-01",
            "role": "deployed" if i % 3 == 0 else "developed",
            "ownership": ["private", "private", "soe", "media"][i % 4],
            "ownership_confidence": 0.9,
            "province": ["北京", "上海", "广东", "浙江", "江苏", "四川", "国资委"][i % 7],
            "group_id": f"group{i % 5}",
            "group_zh": f"集团{i % 5}",
            "group_en": f"Group {i % 5}" if i % 5 else "<script>alert(1)</script>",
        }
        for i in range(60)
    ]
    return aggregate(tagged_table(rows), frontier=FRONTIER)


@pytest.fixture(scope="module")
def folder(tables, tmp_path_factory):
    folder = tmp_path_factory.mktemp("stats")
    write_report(tables, folder)
    return folder


@pytest.fixture(scope="module")
def html(folder):
    return (folder / "report.html").read_text(encoding="utf-8")


class _Page(HTMLParser):
    """Keeps the start tags of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for found, attributes in self.tags if found == tag]


def test_every_table_is_written_as_csv_and_as_sheet(tables, folder):
    names = [*(f"{stem}.csv" for stem in tables), "statistics.xlsx", "report.html"]
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    assert (folder / "by_period.csv").read_bytes().startswith("\ufeffquarter,registry,role,filings\n".encode())
    sheets = pd.read_excel(folder / "statistics.xlsx", sheet_name=None, engine="calamine")
    assert {stem: len(sheet) for stem, sheet in sheets.items()} == {stem: len(table) for stem, table in tables.items()}


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{"registry": "dsa", "role": "provider"}],
        [{"filed_on": "", "batch": ""}],
        [{"role": "deployed", "ownership": "soe"}],
        [{"ownership": "unheard_of", "province": "unheard of"}],
    ],
)
def test_a_report_can_be_made_of_almost_nothing(tagged_table, tmp_path, rows):
    written = write_report(aggregate(tagged_table(rows), frontier=FRONTIER), tmp_path)
    assert written[-1] == tmp_path / "report.html"


def test_page_loads_nothing(html):
    namespaces = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert set(re.findall(r"https?://[^\"'\s<]+", html)) <= namespaces
    page = _Page(html)
    assert not [attributes for _, attributes in page.tags if {"src", "srcset", "data", "action"} & set(attributes)]
    assert [attributes["href"] for _, attributes in page.tags if "href" in attributes] == ["data:,"]
    assert not re.search(r"@import|url\(", html)


def test_names_are_escaped(html):
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert len(_Page(html).all("script")) == 1


def test_page_says_everything_in_both_languages(html):
    page = _Page(html)
    languages = [attributes["lang"] for attributes in page.all("span")]
    assert languages[::2] == ["en"] * (len(languages) // 2)
    assert languages[1::2] == ["zh"] * (len(languages) // 2)
    assert page.all("html") == [{"lang": "en"}]


def test_every_chart_has_alternative_text_source_n_and_data(html):
    charts = [attributes for attributes in _Page(html).all("div") if attributes.get("role") == "img"]
    assert len(charts) == 3 * 2 * 2
    assert all(attributes["aria-label"] for attributes in charts)
    for part in ("Source: lists of the Cyberspace Administration", "n\xa0=\xa060 filings", "<figcaption>", "<details>"):
        assert html.count(part) == 3, part


def test_no_id_stands_twice(html):
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_findings_say_what_the_tables_say(tables):
    said = {finding.figure: finding.sentence for finding in findings(tables)}
    assert list(said) == ["50%", "73%", "2024Q2", "12"]
    assert said["73%"]["en"] == (
        "of generative AI filings come from 5 places: Shanghai, Beijing, Guangdong, Zhejiang and Sichuan. "
        "The first three hold 45%."
    )
    assert said["2024Q2"]["zh"] == "生成式人工智能项目最多：备案 10 项，登记 5 项。"


@pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium here to draw the page")
@pytest.mark.parametrize(("language", "width"), [("en", 380), ("zh", 380), ("en", 1400), ("zh", 1400)])
def test_charts_are_drawn_in_a_browser(html, tmp_path, language, width):
    probe = f"""<script>
      document.querySelector(".switch button[value={language}]").click();
      setTimeout(() => {{
        const boxes = [...document.querySelectorAll(".chart svg")].map((svg) => svg.getBoundingClientRect());
        document.body.dataset.drawn = boxes.filter((box) => box.width > 300 && box.height > 150).length;
        document.body.dataset.overflow = document.documentElement.scrollWidth - innerWidth;
        document.body.dataset.title = document.querySelector("h1").innerText;
      }}, 200);
    </script></body>"""
    page = tmp_path / "report.html"
    page.write_text(html.replace("</body>", probe), encoding="utf-8")
    dom, log = _browse(page, tmp_path, width)
    body = _Page(dom).all("body")[0]
    assert body["data-drawn"] == "3"
    assert int(body["data-overflow"]) <= 0
    assert body["data-title"] == {"en": "Who files AI in China", "zh": "谁在备案人工智能"}[language]
    assert "CONSOLE" not in log


def _browse(page: Path, folder: Path, width: int) -> tuple[str, str]:
    """The page's DOM a second after it loaded, and what the browser logged."""
    command = [
        str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--enable-logging=stderr",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--dump-dom",
        "--virtual-time-budget=1000", f"--user-data-dir={folder / 'profile'}", f"--window-size={width},3000",
        f"file://{page}",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, timeout=120, check=True, text=True, encoding="utf-8")
    return done.stdout, done.stderr
