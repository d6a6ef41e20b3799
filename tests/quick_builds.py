"""What makes the many small builds of the tests quick, and leaves what they do as it is.

Each of them would spend more time on starting than on its own pages: on the imports of the process that reads the
history and of the one that builds a commit, on compiling the templates of pages and of the theme, and on finding its
files among ten thousand icons. So those processes are forked from this one, which has imported and compiled all they
need, and a theme is compiled and listed once for all builds.
``tests.building.build_anew`` and the commands start as they do for a user, and a test holds the two against each other.
"""

import os
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from types import CodeType, SimpleNamespace
from typing import Any
from unittest.mock import patch

import jinja2
import mkdocs
from jinja2.bccache import Bucket, BytecodeCache
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.theme import Theme

from trailbook.release import reproduce
from trailbook.site.background import process, worker
from trailbook.site.mkdocs import build
from trailbook.site.rendering.environment import environment
from trailbook.trail.git.commits import Person
from trailbook.trail.git.people import is_account


@contextmanager
def quick_builds() -> Iterator[None]:
    """Builds of MkDocs in this process meanwhile start quickly."""
    forking = SimpleNamespace(Popen=_Forked, PIPE=subprocess.PIPE, run=_run)
    with (
        patch.object(process, "subprocess", forking),
        patch.object(reproduce, "subprocess", forking),
        patch.object(Theme, "get_env", _with_compiled_templates),
        patch.object(Files, "add_files_from_theme", _add_listed_files),
    ):
        yield


class _Forked(subprocess.Popen[str]):
    """A process with a copy of this one. The standard streams are those that are asked for."""

    def __init__(self, command: list[Any], **options: Any) -> None:
        _prepare(environment())
        work = partial(_work, command[2:], options["env"])
        super().__init__(command, preexec_fn=work, restore_signals=False, **options)  # no program follows


def _run(command: list[Any], *, input: str, check: bool, **options: Any) -> subprocess.CompletedProcess[str]:
    with _Forked(command, stdin=subprocess.PIPE, **options) as forked:
        forked.communicate(input)
    return subprocess.CompletedProcess(command, forked.returncode)


@cache
def _prepare(templates: jinja2.Environment) -> None:
    """Compile what each copy of this process would otherwise compile for one build: templates and known accounts."""
    for name in templates.list_templates():
        templates.get_template(name)
    is_account(Person("Ada", "ada@example.org"))


def _work(command: list[Any], environment: dict[str, str]) -> None:
    """Do the work, and never return to the tests: ``Popen`` believes the command started once its pipe is closed."""
    module, *arguments = command
    programs: dict[str, Callable[..., object]] = {worker.__name__: worker._main, build.__name__: build.main}
    os.closerange(3, 1024)
    failed = 1
    sys.stdin, sys.stdout, sys.stderr = (open(number, mode, closefd=False) for number, mode in enumerate("rww"))  # noqa: SIM115
    try:
        os.environ.clear()
        os.environ.update(environment)
        time.tzset()
        programs[module](*arguments)
        failed = 0
    except BaseException:
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(failed)


class _CompiledTemplates(BytecodeCache):
    """The code of templates by their names and texts, and by what themes leave of the white space between tags."""

    def __init__(self) -> None:
        self.codes: dict[tuple[str, str, bool, bool], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.codes.get(self._key(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.codes[self._key(bucket)] = bucket.code

    def _key(self, bucket: Bucket) -> tuple[str, str, bool, bool]:
        return bucket.key, bucket.checksum, bucket.environment.trim_blocks, bucket.environment.lstrip_blocks


_COMPILED = _CompiledTemplates()
_get_env = Theme.get_env


def _with_compiled_templates(theme: Theme) -> jinja2.Environment:
    environment = _get_env(theme)
    environment.bytecode_cache = _COMPILED
    environment.auto_reload = False
    return environment


_PACKAGES = Path(mkdocs.__file__).parents[1]
_LISTED: dict[tuple[str, ...], list[tuple[str, str]]] = {}
_add_files = Files.add_files_from_theme


def _add_listed_files(files: Files, env: jinja2.Environment, config: MkDocsConfig) -> None:
    """Add the files of a theme; those of an installed one, which nothing changes meanwhile, are listed once."""
    theme = config.theme
    if not all(_PACKAGES in Path(folder).parents for folder in theme.dirs):
        _add_files(files, env, config)
        return
    key = (*theme.dirs, *sorted(theme.static_templates))
    if key not in _LISTED:
        found = Files([])
        _add_files(found, env, config)
        _LISTED[key] = [(file.src_uri, str(file.src_dir)) for file in found]
    for path, folder in _LISTED[key]:
        if files.get_file_from_path(path) is None:
            files.append(File(path, folder, config.site_dir, config.use_directory_urls))
