"""Functions run in other processes, whatever becomes of these."""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailbook.site.background.executor import Processes


def doubled(number: int) -> int:
    return 2 * number


def failing(words: str) -> None:
    raise ValueError(words)


def dying(asker: int) -> str:
    """Die in another process, and be done in the one that asked."""
    if os.getpid() != asker:
        os._exit(3)
    return "done here"


def chatty() -> str:
    print("no answer")
    sys.stdout.flush()
    return "answer"


def unpicklable() -> object:
    return lambda: None


def waiting(file: str) -> None:
    while not Path(file).exists():
        pass


def test_results_come_in_the_order_they_were_asked_for() -> None:
    with Processes(2) as executor:
        assert list(executor.map(doubled, range(50))) == [2 * number for number in range(50)]


@pytest.fixture(scope="module")
def executor() -> Iterator[Processes]:
    with Processes(1) as executor:
        yield executor


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_any_plain_value_is_passed_both_ways(executor: Processes, value: object) -> None:
    assert executor.submit(list, [value]).result() == [value]


def test_an_error_is_that_of_the_function() -> None:
    with Processes(1) as executor, pytest.raises(ValueError, match="what went wrong"):
        executor.submit(failing, "what went wrong").result()


def test_what_a_process_that_died_should_have_done_is_done_here() -> None:
    with Processes(1) as executor:
        assert executor.submit(dying, os.getpid()).result() == "done here"
        assert executor.submit(doubled, 4).result() == 8


def test_what_a_function_prints_is_no_answer() -> None:
    with Processes(1) as executor:
        assert executor.submit(chatty).result() == "answer"


def test_a_result_that_cannot_be_passed_is_an_error() -> None:
    with Processes(1) as executor:
        assert executor.submit(unpicklable).exception() is not None
        assert executor.submit(doubled, 4).result() == 8


def test_what_has_not_begun_can_be_cancelled(tmp_path: Path) -> None:
    file = tmp_path / "go"
    with Processes(1) as executor:
        first = executor.submit(waiting, str(file))
        later = executor.submit(doubled, 4)
        assert later.cancel()
        file.touch()
        assert first.result() is None
        with pytest.raises(CancelledError):
            later.result()
