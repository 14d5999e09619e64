"""Work shared out over processes, in order: the result is the same with any number of them.

Processes are forked from a server that has only imported what they need, or started afresh where there is no fork: a
fork of this process would copy the locks of its threads without the threads. Each computes with one thread. They end
with the process that started them, also when that is killed.
"""

import os
import pickle
import shutil
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import lru_cache
from itertools import count, islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any, Final, TypeVar

from nlp.errors import InputError

Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD: Final = 2  # items under way for each process; more would only fill memory
_MOST: Final = 4  # processes where nobody says how many; each takes some 300 MB
_SMALL: Final = 500_000  # bytes of input up to which starting another process takes longer than the work
_THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Workers:
    """This process and no other. What is called must stand at the top of a module."""

    def share(self, made: Any) -> Any:
        """Give what all items need to the processes; what this returns stands for it in `each`."""
        return made

    def each(self, function: Callable[[Any, Item], Result], shared: Any, items: Iterable[Item]) -> Iterator[Result]:
        """``function(what was shared, item)`` for each item, in order; other processes begin at once."""
        return (function(shared, item) for item in items)


class _Processes(Workers):
    """Several processes; what they share stands pickled in a folder that nobody else can open."""

    def __init__(self, pool: ProcessPoolExecutor, jobs: int, folder: Path) -> None:
        self._pool = pool
        self._ahead = _AHEAD * jobs
        self._paths = (folder / str(number) for number in count())

    def share(self, made: Any) -> Path:
        path = next(self._paths)
        with path.open("wb") as file:
            pickle.dump(made, file, pickle.HIGHEST_PROTOCOL)
        return path

    def each(self, function: Callable[[Any, Item], Result], shared: Path, items: Iterable[Item]) -> Iterator[Result]:
        under_way = (self._pool.submit(_call, function, shared, item) for item in items)
        waiting = deque(islice(under_way, self._ahead))
        return self._results(waiting, under_way)

    def _results(self, waiting: deque[Future[Result]], under_way: Iterator[Future[Result]]) -> Iterator[Result]:
        while waiting:
            result = waiting.popleft().result()
            waiting.extend(islice(under_way, 1))
            yield result


def jobs_for(sources: Iterable[Path]) -> int:
    """Processes for files and folders where nobody says how many: as many as there are cores, if they are worth it."""
    files = (path for source in sources for path in (source.rglob("*") if source.is_dir() else [source]))
    size = sum(path.stat().st_size for path in files if path.is_file())
    return min(os.cpu_count() or 1, _MOST) if size > _SMALL else 1


@contextmanager
def workers(jobs: int, *modules: str) -> Iterator[Workers]:
    """Processes for the time of a block; one job needs none.

    Parameters
    ----------
    jobs : number of processes.
    modules : what they will need; it is imported while this process goes on.

    Raises
    ------
    InputError
        A process was killed.
    """
    if jobs == 1:
        yield Workers()
        return
    for name in _THREADS:
        os.environ.setdefault(name, "1")
    context = get_context("spawn" if sys.platform == "win32" else "forkserver")
    context.set_forkserver_preload(list(modules))
    if sys.platform != "win32":
        from multiprocessing import forkserver

        forkserver.ensure_running()  # else it would begin to import when the first work is there
    with TemporaryDirectory(prefix="filings-") as folder:
        pool = ProcessPoolExecutor(jobs, context, end_with_parent, (folder,))
        try:
            yield _Processes(pool, jobs, Path(folder))
        except BrokenProcessPool as error:
            raise InputError(
                "a process was ended from outside, perhaps for lack of memory: use fewer --jobs"
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)


def end_with_parent(*folders: str) -> None:
    """From now on this process ends when the one that started it does, also when that is killed; and the folders go."""
    Thread(target=_wait_for_parent, args=folders, daemon=True).start()


def _wait_for_parent(*folders: str) -> None:
    parent = parent_process()
    if parent:
        parent.join()
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
        os._exit(1)


@lru_cache(maxsize=1)
def _read(path: Path) -> Any:
    return pickle.loads(path.read_bytes())


def _call(function: Callable[[Any, Item], Result], path: Path, item: Item) -> Result:
    return function(_read(path), item)
