"""What May I?, the register and the page of a connector answer: the same, with conditions and with whom to ask."""

import re
from pathlib import Path

import pytest
from tests.paths import STARTER

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import assemble
from trailbook.site.pages.may_i_page import may_i_page
from trailbook.site.pages.record_pages import record_page, register_page
from trailbook.site.rendering.sitemap import Sitemap

MAIL = (Path(STARTER) / "content/connectors/mail.md").read_text(encoding="utf-8")


def known(*, state: str = "approved", text: str = "") -> KnowledgeBase:
    mail = re.sub(r"state: \S+", f"state: {state}", MAIL)
    return assemble({"content/connectors/mail.md": f"{mail}\n{text}\n".encode()})


def said(markdown: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markdown).split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "Not written down: ask {owner}"),
        ("## Conditions\n\n- No names.\n", "No names."),
        ("## Conditions\n\nNo names are sent.\n", "They are on its page"),
    ],
)
def test_a_yes_on_conditions_always_has_them_or_whom_to_ask(text: str, expected: str) -> None:
    knowledge = known(state="restricted", text=text)
    sitemap = Sitemap(knowledge, "content")
    (document,) = knowledge.documents.values()
    owner = document.record.owner  # type: ignore[attr-defined]
    (page,) = may_i_page(sitemap, None)
    assert expected.format(owner=owner) in said(page.markdown)
    told = said(record_page(sitemap, document).markdown)
    assert (f"The conditions are not written down: ask {owner}." in told) is not bool(text)


def test_conditions_do_not_change_what_the_register_calls_the_state() -> None:
    sitemap = Sitemap(known(text="## Conditions\n\n- No names.\n"), "content")
    (page,) = may_i_page(sitemap, None)
    assert re.search(r"It is approved until [^.]*, if its conditions are met", page.markdown)
    assert "approved" in said(register_page(sitemap, "connector").markdown)


def test_who_decides_is_named_for_a_service_that_is_not_listed() -> None:
    knowledge = known()
    (document,) = knowledge.documents.values()
    (page,) = may_i_page(Sitemap(knowledge, "content"), None)
    asking = page.markdown.partition("<template data-tb-asking>")[2].partition("</template>")[0]
    assert f"Ask {document.record.owner}." in said(asking)  # type: ignore[attr-defined]


def test_a_register_begins_with_what_it_comes_to() -> None:
    page = register_page(Sitemap(known(), "content"), "connector").markdown.partition("# Connectors")[2]
    assert page.index("Next to be certified") < page.index("What is not listed here is not allowed")
