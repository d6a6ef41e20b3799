"""Runs functions in other processes, behind the interface that all executors of Python share.

The pools of ``concurrent.futures`` would not do: unless forked, their processes import the main module again, so that a
script that builds a site at its top level would build it in each; and one process that dies breaks the pool. Here each
process is this Python with this module, on every system, and what a process that died should have done is done by the
one that asked for it.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import Any, BinaryIO, ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")

Job = tuple[Future[Any], bytes, Callable[[], Any]]


class Processes(Executor):
    """So many processes, which start at once. Functions, arguments and results are pickled."""

    def __init__(self, number: int) -> None:
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._threads = [Thread(target=self._feed, daemon=True) for _ in range(number)]
        for thread in self._threads:
            thread.start()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have a function called as soon as a process is free."""
        future: Future[T] = Future()
        self._jobs.put((future, pickle.dumps((fn, args, kwargs)), partial(fn, *args, **kwargs)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes once they have done what they were given, or with ``cancel_futures`` what they are at."""
        while cancel_futures and not self._jobs.empty():
            if job := self._jobs.get():
                job[0].cancel()
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads if wait else ():
            thread.join()

    def _feed(self) -> None:
        process = _start()
        while job := self._jobs.get():
            future, message, call = job
            if not future.set_running_or_notify_cancel():
                continue
            try:
                done, value = _ask(process, message) if process else (True, call())
            except (OSError, EOFError, pickle.UnpicklingError):  # it died
                process = None
                done, value = _locally(call)
            except BaseException as error:
                done, value = False, error
            future.set_result(value) if done else future.set_exception(value)
        if process:
            with suppress(OSError), process:
                cast(BinaryIO, process.stdin).close()


def _locally(call: Callable[[], Any]) -> tuple[bool, Any]:
    try:
        return True, call()
    except BaseException as error:
        return False, error


def _start() -> subprocess.Popen[bytes] | None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        return subprocess.Popen(  # noqa: S603 - this Python, this module
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
    except OSError:
        return None


def _ask(process: subprocess.Popen[bytes], message: bytes) -> tuple[bool, Any]:
    sink, source = cast(BinaryIO, process.stdin), cast(BinaryIO, process.stdout)
    pickle.dump(message, sink)
    sink.flush()
    done, value = pickle.load(source)  # noqa: S301 - written by this program
    return done, value


def _main() -> None:
    """Do what standard input asks for until it ends."""
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what a function prints is no answer
    with suppress(EOFError):
        while True:
            try:
                fn, args, kwargs = pickle.loads(pickle.load(source))  # noqa: S301 - written by this program
                answer = pickle.dumps(_locally(partial(fn, *args, **kwargs)))
            except EOFError:
                raise
            except Exception as error:
                answer = pickle.dumps((False, RuntimeError(str(error))))
            sink.write(answer)
            sink.flush()


if __name__ == "__main__":
    _main()
