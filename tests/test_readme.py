"""The README is tested: its commands exist, with the options it names."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from filings.cli import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(set(re.findall(r"^\s*filings (\w+)([^\n#&]*)", README, re.MULTILINE)))


@pytest.mark.parametrize(("name", "arguments"), COMMANDS)
def test_commands_in_the_readme_exist_with_their_options(name: str, arguments: str) -> None:
    command = get_command(app).commands[name]  # type: ignore[attr-defined]
    known = {option for parameter in command.params for option in parameter.opts}
    assert set(re.findall(r"(?<!\S)--?[a-z-]+", arguments)) <= known


def test_every_command_is_in_the_readme() -> None:
    assert {f"filings {name}" in README for name in get_command(app).commands} == {True}  # type: ignore[attr-defined]


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in set(re.findall(r"make (demo|test|check|bench)", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_linked_files_exist() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
