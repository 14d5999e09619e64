"""The page itself: its markup, and how it behaves in a headless Chromium."""

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from filings.figures import figures
from filings.published import Comparison
from filings.report import Told, draw, report_html
from filings.statistics import aggregate

FRONTIER = pd.Series({f"group{i}": ["big_tech", "startup"][i % 2] for i in range(5)})
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUARTERS = ["2024-05", "2024-08", "2025-02", "2025-05"]
CHARTS = 9
TITLES = {"en": "Who files AI in China", "zh": "谁在备案人工智能"}


@pytest.fixture(scope="module")
def html(tagged_table):
    rows = [
        {
            "filed_on": f"{QUARTERS[i % 4]}-01",
            "role": "deployed" if i % 3 == 0 else "developed",
            "ownership": ["private", "private", "soe", "media"][i % 4],
            "ownership_confidence": 0.9,
            "province": ["北京", "上海", "广东", "浙江", "江苏", "四川", "国资委"][i % 7],
            "group_id": f"group{group}",
            "group_zh": f"集团{group}",
            "group_en": f"Group {group}" if group else "<script>alert(1)</script>",
        }
        for i in range(60)
        for group in [i % 5 if i < 50 else 4]
    ]
    tables = aggregate(tagged_table(rows), frontier=FRONTIER)
    said = {"en": "said", "zh": "说"}
    told = Told(frontier=FRONTIER, comparisons=[Comparison("key", said, said, said, said, said)])
    drawn = figures(tables)
    return report_html(tables, drawn, draw(drawn), told)


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


def test_page_loads_nothing(html):
    namespaces = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert set(re.findall(r"https?://[^\"'\s<]+", html)) <= namespaces
    page = _Page(html)
    assert not [attributes for _, attributes in page.tags if {"src", "srcset", "data", "action"} & set(attributes)]
    assert [attributes["href"] for _, attributes in page.tags if "href" in attributes] == ["data:,", "#findings"]
    assert not re.search(r"@import|url\(", html)
    assert len(html.encode()) < 3_000_000


def test_names_are_escaped(html):
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert len(_Page(html).all("script")) == 1


def test_page_says_everything_in_both_languages(html):
    page = _Page(re.sub(r"<noscript>.*?</noscript>", "", html, flags=re.DOTALL))
    languages = [attributes["lang"] for attributes in page.all("span")]
    assert languages[::2] == ["en"] * (len(languages) // 2)
    assert languages[1::2] == ["zh"] * (len(languages) // 2)
    assert page.all("html") == [{"lang": "en"}]


def test_every_chart_has_alternative_text_source_n_interval_and_data(html):
    charts = [attributes for attributes in _Page(html).all("div") if attributes.get("role") == "img"]
    assert len(charts) == CHARTS * 2 * 2
    assert all(attributes["aria-label"] for attributes in charts)
    for part in ("Source: lists of the Cyberspace Administration", "<figcaption>", "<details>", "interval"):
        assert html.count(part) >= CHARTS, part


def test_page_can_be_read_and_used_without_eyes_or_mouse(html):
    page = _Page(html)
    ids = [attributes["id"] for _, attributes in page.tags if attributes.get("id")]
    referred = [attributes["aria-labelledby"] for _, attributes in page.tags if attributes.get("aria-labelledby")]
    assert set(referred) <= set(ids)
    assert len(re.findall(r"<table>", html)) == html.count("<caption") == html.count('type="search"')
    assert all(heading["scope"] == "col" for heading in page.all("th"))
    assert [int(tag[1]) for tag, _ in page.tags if tag in ("h1", "h2")][:2] == [1, 2]


def test_no_id_stands_twice(html):
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


PROBE = """<script>
setTimeout(() => {
  const visible = (element) => element.getBoundingClientRect().width > 0;
  const boxes = [...document.querySelectorAll(".chart svg")].map((svg) => svg.getBoundingClientRect());
  const table = document.querySelector("[data-name=groups] table");
  const shown = () => [...table.tBodies[0].rows].filter((row) => !row.hidden);
  const column = (place) => shown().map((row) => row.cells[place].innerText);
  const button = table.tHead.rows[0].cells[3].querySelector("button");
  button.click();
  const down = column(3);
  button.click();
  const up = column(3);
  const search = document.querySelector("[data-name=groups] input");
  search.value = "group 2";
  search.dispatchEvent(new Event("input"));
  document.body.dataset.probe = JSON.stringify({
    drawn: boxes.filter((box) => box.width > 300 && box.height > 100).length,
    overflow: document.documentElement.scrollWidth - innerWidth,
    heading: document.querySelector("h1").innerText,
    title: document.title,
    language: document.documentElement.lang,
    pressed: [...document.querySelectorAll(".switch button")].map((button) => button.ariaPressed),
    down, up,
    sorted: table.tHead.rows[0].cells[3].ariaSort,
    found: column(0),
    count: document.querySelector("[data-name=groups] output b").innerText,
    tools: [...document.querySelectorAll("section > .table .tools")].every(visible),
  });
}, 200);
</script></body>"""


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium here to draw the page in: apt-get install chromium")
@pytest.mark.parametrize(("language", "width"), [("en", 380), ("zh", 380), ("en", 1400), ("zh", 1400)])
def test_page_works_in_a_browser(html, tmp_path, language, width):
    switch = f'<script>document.querySelector(".switch button[value={language}]").click();</script>'
    page = tmp_path / "report.html"
    page.write_text(html.replace("</body>", switch + PROBE), encoding="utf-8")
    dom, log = _browse(page, tmp_path, width)
    probe = json.loads(_Page(dom).all("body")[0]["data-probe"])
    assert probe["drawn"] == CHARTS
    assert probe["overflow"] <= 0
    assert (probe["heading"], probe["title"], probe["language"]) == (TITLES[language], TITLES[language], language)
    assert probe["pressed"] == [str(language == other).lower() for other in ("en", "zh")]
    assert probe["down"] == ["20", "10", "10", "10", "10"]
    assert probe["up"] == ["10", "10", "10", "10", "20"]
    assert probe["sorted"] == "ascending"
    assert probe["found"] == [{"en": "Group 2", "zh": "集团2"}[language]]
    assert probe["count"] == "1"
    assert probe["tools"]
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
