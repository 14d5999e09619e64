"""Processes that share work: order, faults, and their end."""

import operator
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from filings.parallel import jobs_for, workers
from nlp.errors import InputError

NUMBERS = range(25)  # more than are under way at a time


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_order(jobs: int) -> None:
    with workers(jobs) as shared_out:
        assert list(shared_out.each(operator.mul, shared_out.share(3), NUMBERS)) == [3 * number for number in NUMBERS]
        assert list(shared_out.each(operator.add, shared_out.share(1), NUMBERS)) == [1 + number for number in NUMBERS]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_fault_reaches_the_caller(jobs: int) -> None:
    with workers(jobs) as shared_out, pytest.raises(ZeroDivisionError):
        list(shared_out.each(operator.floordiv, shared_out.share(1), [1, 0]))


def test_each_process_computes_with_one_thread() -> None:
    with workers(2) as shared_out:
        assert list(shared_out.each(operator.call, shared_out.share(os.getenv), ["OPENBLAS_NUM_THREADS"])) == ["1"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of POSIX")
def test_a_killed_process_is_an_error_and_no_endless_wait() -> None:
    with pytest.raises(InputError, match="fewer --jobs"), workers(2) as shared_out:
        list(shared_out.each(operator.call, shared_out.share(signal.raise_signal), [signal.SIGKILL]))


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of POSIX")
def test_processes_end_when_the_one_that_started_them_is_killed() -> None:
    code = """
import operator, time
from filings.parallel import workers
from nlp.errors import InputError
with workers(2) as shared_out:
    shared = shared_out.share(3)
    print(shared, list(shared_out.each(operator.mul, shared, range(9))), flush=True)
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        shared, _, results = starter.stdout.readline().partition(" ")
        assert results == "[0, 3, 6, 9, 12, 15, 18, 21, 24]\n"
        starter.kill()
        starter.communicate(timeout=20)  # the end of what all of them could write to
    assert not Path(shared).parent.exists()


def test_only_large_inputs_get_several_processes_by_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "small.csv").write_text("name\n")
    assert jobs_for([tmp_path]) == 1
    assert jobs_for([tmp_path / "not there"]) == 1
    (tmp_path / "lists" / "large.csv").write_bytes(b"x" * 1_000_000)
    assert jobs_for([tmp_path]) == jobs_for([tmp_path / "lists" / "large.csv"]) == 4
