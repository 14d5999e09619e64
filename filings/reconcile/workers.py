"""Queries are answered by processes beside the one that speaks HTTP, as many as there are cores.

What waits is handed out in the order in which it came, up to JOB names at a time: so a large batch is spread over
the cores, single names that arrive together share the cost of a comparison, and nobody is overtaken.
"""

import asyncio
import gc
import json
import multiprocessing
import signal
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from typing import Final

from filings.parallel import end_with_parent
from filings.reconcile.matching import Matcher
from filings.reconcile.queries import Query, RequestError

JOB: Final = 50  # names that a worker compares at once
WAITING: Final = 100_000  # names; further ones are refused

_matcher: Matcher | None = None  # of a worker process


class Workers:
    """Answers queries without keeping the event loop from other clients."""

    def __init__(self, matcher: Matcher, processes: int) -> None:
        """Start ``processes`` workers; fewer than 2, or where a process can't be forked, mean one thread."""
        self._matcher = matcher
        self._waiting: deque[tuple[Query, asyncio.Future[str]]] = deque()
        self._jobs: set[asyncio.Task[None]] = set()
        self._pool: Executor
        if processes > 1 and "fork" in multiprocessing.get_all_start_methods():
            self._free = processes
            gc.collect()
            gc.freeze()  # what is ready stays, and stays shared with the workers
            fork = multiprocessing.get_context("fork")
            self._pool = ProcessPoolExecutor(processes, fork, initializer=_begin, initargs=(matcher,))
            self._pool.submit(_answer, []).result()
        else:
            self._free = 1
            self._pool = ThreadPoolExecutor(1)

    async def answer(self, queries: Sequence[Query]) -> list[str]:
        """The candidates of each query, as JSON.

        Raises
        ------
        RequestError
            503 too many names are waiting.
        """
        if len(self._waiting) + len(queries) > WAITING:
            raise RequestError(503, "too many names are waiting; ask again later")
        places: list[asyncio.Future[str]] = [asyncio.get_running_loop().create_future() for _ in queries]
        self._waiting.extend(zip(queries, places, strict=True))
        self._hand_out()
        return await asyncio.gather(*places)

    def close(self) -> None:
        """End the workers."""
        self._pool.shutdown(cancel_futures=True)

    def _hand_out(self) -> None:
        while self._free and self._waiting:
            job = [self._waiting.popleft() for _ in range(min(JOB, len(self._waiting)))]
            self._free -= 1
            task = asyncio.get_running_loop().create_task(self._do(job))
            self._jobs.add(task)
            task.add_done_callback(self._jobs.discard)

    async def _do(self, job: list[tuple[Query, "asyncio.Future[str]"]]) -> None:
        queries = [query for query, _ in job]
        try:
            found = await self._found(queries)
        except Exception as error:
            for _, place in job:
                if not place.done():
                    place.set_exception(error)
        else:
            for (_, place), text in zip(job, found, strict=True):
                if not place.done():
                    place.set_result(text)
        finally:
            self._free += 1
            self._hand_out()

    async def _found(self, queries: list[Query]) -> list[str]:
        loop = asyncio.get_running_loop()
        if isinstance(self._pool, ProcessPoolExecutor):
            with suppress(BrokenProcessPool):
                return await loop.run_in_executor(self._pool, _answer, queries)
            if isinstance(self._pool, ProcessPoolExecutor):  # somebody ended a worker: go on without them
                self._pool = ThreadPoolExecutor(1)
        return await loop.run_in_executor(self._pool, _texts, self._matcher, queries)


def _begin(matcher: Matcher) -> None:
    """What a worker process does first: Ctrl-C is for its parent, and it ends when that does."""
    global _matcher
    _matcher = matcher
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()


def _answer(queries: list[Query]) -> list[str]:
    if _matcher is None:
        raise RuntimeError("not in a worker process")
    return _texts(_matcher, queries)


def _texts(matcher: Matcher, queries: list[Query]) -> list[str]:
    return [json.dumps(candidates) for candidates in matcher.answer(queries)]
