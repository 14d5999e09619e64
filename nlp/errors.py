"""The one error a person can mend: unusable input, all its faults together."""

from collections.abc import Iterable


class InputError(Exception):
    """Input that can't be used. Each fault names the file, the row and the column, and how to mend it."""

    def __init__(self, faults: str | Iterable[str]) -> None:
        self.faults = [faults] if isinstance(faults, str) else list(faults)
        super().__init__("\n".join(self.faults))


class MissingExtraError(InputError):
    """A command needs an optional part that is not installed."""

    def __init__(self, command: str, extra: str) -> None:
        super().__init__(f"{command} needs the extra '{extra}': pip install 'filings[{extra}]'")
