"""How much of the history is compared is said in one line on a terminal, and in ten elsewhere."""

import logging
import sys

import pytest

from trailbook.site.mkdocs.trail_plugin import _HowFar


def test_a_log_gets_a_line_at_every_ten_per_cent(caplog: pytest.LogCaptureFixture) -> None:
    say = _HowFar()
    with caplog.at_level(logging.INFO, "mkdocs"):
        for compared in (*range(0, 101, 7), 100, None):
            say(compared)
    said = [int(record.getMessage().split(": ")[-1].split()[0]) for record in caplog.records]
    assert said == [14, 21, 35, 42, 56, 63, 70, 84, 91, 100]


def test_a_terminal_gets_one_line_that_is_gone_in_the_end(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    say = _HowFar()
    with caplog.at_level(logging.INFO, "mkdocs"):
        for compared in (50, 100, None):
            say(compared)
    error = capsys.readouterr().err
    assert "\n" not in error
    assert error.endswith("\r\x1b[K")
    assert caplog.records == []
