"""Office documents are ZIP archives: looked through before anything is unpacked, and unpacked within limits."""

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filings.limits import MAX_MEMBERS, MAX_RATIO, MAX_UNPACKED, MEGABYTE, SMALL
from nlp.errors import InputError

_OUTSIDE: Final = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|\0")


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive of an Office document.

    Raises
    ------
    InputError
        It is none, is cut off, holds names of paths outside it, or unpacks to more than `filings.limits` allows.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        kind = path.suffix.lower()
        raise InputError(
            f"{path}: no {kind} document, or one that is cut off ({error}); open it, save it as {kind} again"
        ) from error
    with archive:
        members = archive.infolist()
        if len(members) > MAX_MEMBERS:
            raise InputError(f"{path}: {len(members):,} files in one archive; expected an Office document")
        outside = [member.orig_filename for member in members if _OUTSIDE.search(member.orig_filename)]
        if outside:
            raise InputError(
                f"{path}: the archive names the path {outside[0]!r} outside it; expected an Office document"
            )
        twice = [name for name, count in Counter(archive.namelist()).items() if count > 1]
        if twice:
            raise InputError(f"{path}: the archive names {twice[0]!r} twice; expected an Office document")
        _check_size(path, sum(member.file_size for member in members))
        yield archive


def part(archive: zipfile.ZipFile, name: str, path: Path, most: int) -> bytes:
    """The content of one file of an archive, of up to ``most`` bytes.

    Raises
    ------
    InputError
        There is no such file, it is damaged or larger.
    """
    return b"".join(blocks(archive, name, path, most))


def blocks(archive: zipfile.ZipFile, name: str, path: Path, most: int = MAX_UNPACKED) -> Iterator[bytes]:
    """`part` in blocks. What the archive says of the size is not believed."""
    try:
        member = archive.getinfo(name)
    except KeyError as error:
        raise InputError(f"{path}: holds no {name}; expected a {path.suffix.lower()} document") from error
    member.file_size = most + MEGABYTE
    size = 0
    try:
        with archive.open(member) as file:
            while block := file.read(MEGABYTE):
                size += len(block)
                if size > most:
                    raise InputError(
                        f"{path}: {name} holds more than {most // MEGABYTE} MB once unpacked; split the document"
                    )
                _check_size(path, size)
                yield block
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError, OSError, zlib.error) as error:
        raise InputError(f"{path}: {name} can't be unpacked ({error}); open it, save it again") from error


def _check_size(path: Path, unpacked: int) -> None:
    ratio = unpacked / max(path.stat().st_size, 1)
    if unpacked > MAX_UNPACKED or (unpacked > SMALL and ratio > MAX_RATIO):
        raise InputError(
            f"{path}: unpacks to {unpacked / MEGABYTE:,.0f} MB or more, {ratio:,.0f} times its size; expected at most "
            f"{MAX_UNPACKED // MEGABYTE} MB and {MAX_RATIO} times"
        )
