"""The bar of long work, on a terminal that the test makes and on no terminal."""

import os
import pty
import subprocess
import sys
import threading

WORK = """
from trailbook.cli.progress import progress
for words, number in {"Looking at little": 20, "Comparing revisions": 60_000}.items():
    with progress(words) as step:
        for done in range(number):
            step(done, number)
"""


def on_a_terminal(program: str) -> str:
    """What a program writes to standard error where that is a terminal."""
    outside, inside = pty.openpty()
    said = bytearray()

    def listen() -> None:
        try:
            while part := os.read(outside, 4096):
                said.extend(part)
        except OSError:  # the other end is closed
            return

    listener = threading.Thread(target=listen)
    listener.start()
    subprocess.run([sys.executable, "-c", program], stderr=inside, check=True)
    os.close(inside)
    listener.join()
    os.close(outside)
    return said.decode()


def test_long_work_shows_how_far_it_has_come_and_short_work_shows_nothing() -> None:
    shown = on_a_terminal(WORK)
    assert "Comparing revisions" in shown and "Looking at little" not in shown


def test_a_pipe_gets_nothing() -> None:
    run = subprocess.run([sys.executable, "-c", WORK], capture_output=True, check=True)
    assert run.stderr == run.stdout == b""
