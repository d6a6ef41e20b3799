"""The templates of pages are compiled once, and again where what is compiled would be another."""

from pathlib import Path

import pytest
from jinja2 import Environment
from tests.building import noting

from trailbook.site.kept_values import KeptValues
from trailbook.site.rendering import environment as pages
from trailbook.site.rendering.translation import speak
from trailbook.trail.cache import Cache


@pytest.fixture(autouse=True)
def _english_again() -> object:
    pages._environment.cache_clear()
    yield
    speak("en")
    pages._environment.cache_clear()


def begun(file: Path) -> KeptValues:
    """What is kept, for an environment that has loaded nothing yet."""
    pages._environment.cache_clear()
    values = KeptValues(Cache(file))
    pages.keep_templates(values)
    return values


def compiled(values: KeptValues, monkeypatch: pytest.MonkeyPatch, *names: str) -> list[str]:
    """Which of some templates had to be compiled in a build."""
    found: list[str] = []
    compile_ = noting(Environment.compile, lambda env, source, name=None, *_, **__: found.append(str(name)))
    with monkeypatch.context() as patch:
        patch.setattr(Environment, "compile", compile_)
        for name in names:
            pages.environment().get_template(name)
    values.close(complete=True)
    return found


def test_a_template_is_compiled_once_even_if_a_build_in_between_does_not_need_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "kept/site.sqlite"
    assert compiled(begun(file), monkeypatch, "due.md.j2") == ["due.md.j2"]
    assert compiled(begun(file), monkeypatch) == []
    assert compiled(begun(file), monkeypatch, "due.md.j2", "gaps.md.j2") == ["gaps.md.j2"]


def test_each_language_has_templates_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "kept/site.sqlite"
    compiled(begun(file), monkeypatch, "due.md.j2")
    speak("de")
    assert compiled(begun(file), monkeypatch, "due.md.j2") == ["due.md.j2"]


def test_without_a_place_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    values = KeptValues(Cache(None))
    pages.keep_templates(values)
    assert compiled(values, monkeypatch, "due.md.j2") == ["due.md.j2"]
