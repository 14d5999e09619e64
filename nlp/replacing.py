"""Files written whole or not at all, however the writing ends.

A temporary file beside the target takes its place in one step. Its name is hidden, so that nothing reads what a killed
process left behind; such left-overs go when something is next written into their folder and they are a day old.
"""

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

PREFIX: Final = ".filings-"
_LEFT_OVER: Final = 24 * 3600  # seconds since the last change from which on nobody is writing any more


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path`` that takes its place when the block ends well.

    Raises
    ------
    OSError
        The folder is read-only, the disk is full, …; it names ``path``, which stays as it was.
    """
    with _named(path):
        _ready(path.parent)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=PREFIX, suffix=path.suffix)
        os.close(handle)
        temporary = Path(name)
        try:
            yield temporary
            temporary.chmod(0o666 & ~_umask())
            _settle(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
        _sync(path.parent)


@contextmanager
def filling(folder: Path) -> Iterator[Path]:
    """Yield a temporary folder whose files take their places in ``folder`` when the block ends well.

    Each file is replaced in one step, one after the other; a folder made for them goes again when the block fails.

    Raises
    ------
    OSError
        As `replacing`.
    """
    with _named(folder):
        made = not folder.exists()
        _ready(folder)
        temporary = Path(tempfile.mkdtemp(dir=folder, prefix=PREFIX))
        try:
            yield temporary
            for path in sorted(temporary.rglob("*")):
                target = folder / path.relative_to(temporary)
                if path.is_dir():
                    target.mkdir(exist_ok=True)
                else:
                    _settle(path, target)
        finally:
            shutil.rmtree(temporary)
            if made and not any(folder.iterdir()):
                folder.rmdir()
        _sync(folder)


@contextmanager
def _named(target: Path) -> Iterator[None]:
    """Let the system's error name the target, where it names nothing or a temporary file."""
    try:
        yield
    except Exception as error:
        found = [fault for fault in (error, *error.args) if isinstance(fault, OSError)]  # xlsxwriter wraps it
        if not found:
            raise
        fault = found[0]
        if fault.filename is None or PREFIX in str(fault.filename):
            raise OSError(fault.errno or errno.EIO, fault.strerror or str(fault), str(target)) from error
        raise fault from None


def _ready(folder: Path) -> None:
    """Make the folder, and clear it of what killed processes left."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob(f"{PREFIX}*"):
        with suppress(OSError):  # another process clears it too
            if time.time() - path.stat().st_mtime > _LEFT_OVER:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def _settle(written: Path, target: Path) -> None:
    """Let a file take its place once it is on the disk."""
    with written.open("rb+") as file:
        os.fsync(file.fileno())
    written.replace(target)


def _sync(folder: Path) -> None:
    with suppress(OSError):  # not every system lets a folder be opened
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
