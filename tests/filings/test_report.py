import pandas as pd
import pytest

from filings import report
from filings.drawing import CHINESE_FONT
from filings.report import Told, report_html, write_report
from filings.statistics import Choices, aggregate

FRONTIER = pd.Series({"one": "big_tech"})


@pytest.fixture(scope="module")
def tables(tagged_table):
    rows = [{"role": role, "ownership": owner} for role in ("developed", "deployed") for owner in ("private", "soe")]
    return aggregate(tagged_table([*rows, {"name": "=1+1"}]), frontier=FRONTIER)


@pytest.fixture(scope="module")
def folder(tables, tmp_path_factory):
    folder = tmp_path_factory.mktemp("there") / "new" / "stats"
    write_report(tables, folder, png=True)
    return folder


def test_every_table_is_written_as_csv_and_as_sheet(tables, folder):
    names = [*(f"{stem}.csv" for stem in tables), "statistics.xlsx", "report.html", "charts"]
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    assert (folder / "by_period.csv").read_bytes().startswith("\ufeffquarter,registry,role,filings\n".encode())


def test_the_workbook_explains_itself(tables, folder):
    sheets = pd.read_excel(folder / "statistics.xlsx", sheet_name=None, engine="calamine", header=None)
    assert list(sheets) == ["contents", *tables]
    contents = sheets["contents"]
    assert contents[0].tolist()[1 : 1 + len(tables)] == list(tables)
    assert contents.iloc[1 : 1 + len(tables), 1:3].notna().all(axis=None)
    for stem, table in tables.items():
        headings = sheets[stem].iloc[:2]
        assert headings.notna().all(axis=None), stem
        assert headings.iloc[0].tolist() != headings.iloc[1].tolist(), stem
        assert len(sheets[stem]) == len(table) + 2, stem
    assert sheets["by_province"].iloc[0].tolist()[:3] == ["Registry", "Role", "Province"]
    assert sheets["by_province"].iloc[1].tolist()[:3] == ["名单", "角色", "地区"]


def test_pictures_of_every_chart_in_both_languages(folder):
    pictures = sorted(path.name for path in (folder / "charts").iterdir())
    assert len(pictures) == 9 * 2
    assert pictures[:2] == ["audiences.en.png", "audiences.zh.png"]
    assert all((folder / "charts" / name).read_bytes().startswith(b"\x89PNG") for name in pictures)
    assert CHINESE_FONT.startswith("'Noto Sans SC'")


@pytest.fixture
def undrawn(monkeypatch):
    """No chart is drawn: the test is about files."""
    monkeypatch.setattr(report, "figures", lambda _: [])


@pytest.mark.usefixtures("undrawn")
def test_a_report_that_fails_leaves_no_trace(tables, tmp_path, monkeypatch):
    def fail(*_):
        raise OSError("no space left on device")

    monkeypatch.setattr(report, "report_html", fail)
    with pytest.raises(OSError, match="no space"):
        write_report(tables, tmp_path / "stats")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("undrawn")
def test_a_report_that_fails_leaves_the_earlier_one(tables, tmp_path, monkeypatch):
    write_report(tables, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    monkeypatch.setattr(report, "write_workbook", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_report({**tables, "by_period": tables["by_period"].head(0)}, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.usefixtures("undrawn")
def test_what_an_earlier_run_wrote_is_not_left_beside_a_later_one(tables, tmp_path):
    (tmp_path / "mine.txt").write_text("a person's own")
    write_report({**tables, "changes": pd.DataFrame({"change": ["new"]})}, tmp_path, png=True)
    assert (tmp_path / "changes.csv").is_file()
    (tmp_path / "charts" / "periods.en.png").write_bytes(b"an old picture")
    write_report(tables, tmp_path)
    assert not (tmp_path / "changes.csv").exists()
    assert not list((tmp_path / "charts").glob("*"))
    assert (tmp_path / "mine.txt").is_file()


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{"registry": "dsa", "role": "provider"}],
        [{"filed_on": "", "batch": ""}],
        [{"role": "deployed", "ownership": "soe"}],
        [{"ownership": "unheard_of", "province": "unheard of"}],
        [{"sector": "unheard_of", "modality": "unheard_of", "audience": "b2b"}],
    ],
)
def test_a_report_can_be_made_of_almost_nothing(tagged_table, tmp_path, rows):
    written = write_report(aggregate(tagged_table(rows), frontier=FRONTIER), tmp_path)
    assert written[-1] == tmp_path / "report.html"


def test_choices_are_told(tables):
    told = Told(Choices(registries=("aigc",), with_cancelled=True), FRONTIER, held_out=False, audited=120)
    html = report_html(tables, [], [], told)
    assert "Registries counted: Generative AI services." in html
    assert "Filings cancelled later are counted." in html
    assert "Frontier developers: 1 groups (Big tech 1)" in html
    assert "at face value" in html
    assert "120 judged answers" in html
    assert "Filings cancelled later are left out." in report_html(tables, [], [], Told())
