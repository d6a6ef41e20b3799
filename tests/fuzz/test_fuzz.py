"""The spoilt files that ``make fuzz`` tries for longer, and that it finds what breaks."""

import pytest
from hypothesis import HealthCheck, given, settings
from tests.fuzz.__main__ import fuzz, main
from tests.fuzz.targets import SLOWEST, TARGETS, Target


@pytest.mark.parametrize("name", TARGETS)
def test_whatever_a_file_holds_it_is_read_or_reported(name: str) -> None:
    @settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(TARGETS[name].spoilt)
    def tried(file: tuple[str, bytes]) -> None:
        assert TARGETS[name].check(file) < SLOWEST

    tried()


def test_what_breaks_a_reader_is_found_and_made_small(capsys: pytest.CaptureFixture[str]) -> None:
    def read(name: str, data: bytes) -> list[str]:
        if b"\0" in data:
            raise LookupError("broken")
        return []

    tried, _, error = fuzz(Target("broken", lambda: {"a": b"text"}, read), 20)
    assert tried > 1
    assert isinstance(error, LookupError)


def test_a_run_without_a_fault_ends_with_zero(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["0.1", "observations"]) == 0
    assert "observations: 100 files" in capsys.readouterr().out
