"""What reading mended, skipped or kept though odd; said once a kind, with file and row."""

from collections import defaultdict
from collections.abc import Iterable


class Findings:
    """Places (file, row, detail) by kind of finding; no row where the whole file is meant.

    left_out : the faults for which files or rows of them were left out.
    """

    def __init__(self) -> None:
        self.by_kind: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        self.left_out: list[str] = []

    def add(self, kind: str, file: str, row: int | str = "", detail: str = "") -> None:
        self.by_kind[kind].append((file, str(row), detail))

    def lines(self, most: int = 6) -> list[str]:
        """Every fault for which something was left out; then one line a kind: how many, the first ``most`` places."""
        kinds = [f"{kind} ({len(places)}): {_places(places, most)}" for kind, places in self.by_kind.items()]
        return [*(f"skipped: {fault}" for fault in self.left_out), *kinds]


def _places(places: Iterable[tuple[str, str, str]], most: int) -> str:
    by_file: dict[str, list[str]] = defaultdict(list)
    for shown, (file, row, detail) in enumerate(places):
        if shown == most:
            by_file["…"] = []
            break
        if row:
            by_file[file].append(f"{row} ({detail})" if detail else row)
        else:
            by_file[file] = []
    return "; ".join(f"{file} row {', '.join(rows)}" if rows else file for file, rows in by_file.items())
