"""Makes the texts of the pages of records and registers ahead of a build, on all processors."""

from concurrent.futures import Future
from functools import lru_cache
from pathlib import Path

from trailbook.site.background.executor import Processes
from trailbook.site.background.process import leave, take
from trailbook.site.pages.record_blocks import record_blocks
from trailbook.site.pages.record_pages import kept_record_pages, published_ids, register_makers
from trailbook.site.rendering.blocks import FaultyBlockError, kept_with_blocks, may_have_blocks
from trailbook.site.rendering.kept_texts import KeptTexts, NotedText, NotingTexts
from trailbook.site.rendering.picture_blocks import picture_blocks
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.translation import speak
from trailbook.text.markdown_text import split_front_matter
from trailbook.text.processors import processors
from trailbook.text.scratch import Scratch

_WORTHWHILE = 60
"""For how many pages it is worth starting another process, which takes about a second to begin."""
_TOGETHER = 8
_MOST = 8


def make_ahead(texts: KeptTexts, *, diagrams: bool) -> None:
    """Make and keep the texts of pages of which none are kept, if there are many and several processors.

    This process begins with the last records while the others begin with the registers, each of which takes as long as
    some of these. ``diagrams`` says whether the pages have pictures.
    """
    missing = [id for id in published_ids(texts.sitemap) if not texts.has(f"record {id}", str(diagrams))]
    others = min(_MOST, processors() - 1, len(missing) // _WORTHWHILE)
    if others < 1:
        return
    _ = texts.sitemap.findings, texts.sitemap.link_graph  # so that no other process has to work them out
    portions = [[name] for name in register_makers(diagrams=diagrams) if not texts.has(name, str(diagrams))]
    portions += [missing[first : first + _TOGETHER] for first in range(0, len(missing), _TOGETHER)]
    with Scratch() as folder, Processes(others) as executor:
        leave(Path(folder), "sitemap", texts.sitemap)
        asked = [
            (portion, executor.submit(_texts_in_process, folder, portion, diagrams=diagrams)) for portion in portions
        ]
        for portion, future in reversed(asked):
            for noted in _texts(texts.sitemap, portion, diagrams=diagrams) if future.cancel() else _result(future):
                texts.put(noted)


def _result(future: Future[list[NotedText]]) -> list[NotedText]:
    """What another process made; nothing if it can't be told, so that the build makes it or says why it can't."""
    return [] if future.exception() else future.result()


def _texts_in_process(folder: str, names: list[str], *, diagrams: bool) -> list[NotedText]:
    return _texts(_sitemap(folder), names, diagrams=diagrams)


@lru_cache(maxsize=1)
def _sitemap(folder: str) -> Sitemap:
    sitemap: Sitemap = take(Path(folder), "sitemap")
    speak(sitemap.language)
    return sitemap


def _texts(sitemap: Sitemap, names: list[str], *, diagrams: bool) -> list[NotedText]:
    """The texts of the pages of some records by id, and registers by name, with and without their blocks filled."""
    texts, registers = NotingTexts(sitemap), register_makers(diagrams=diagrams)
    for name in names:
        make = registers.get(name)
        for page in (
            texts.pages(name, make, str(diagrams)) if make else kept_record_pages(texts, name, diagrams=diagrams)
        ):
            markdown = split_front_matter(page.markdown)[1].lstrip("\n")  # as MkDocs reads it
            for blocks in (record_blocks, picture_blocks) if diagrams else (record_blocks,):
                if may_have_blocks(markdown):
                    try:
                        markdown = kept_with_blocks(texts, page.path, markdown, blocks)
                    except FaultyBlockError:  # the build reports it
                        break
    return texts.noted
