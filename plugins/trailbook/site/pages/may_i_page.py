"""May I connect this? One box over the register of connectors, and the register as a table where no scripts run."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from trailbook.records.document import Document
from trailbook.records.kinds.connector import Connector
from trailbook.records.kinds.playbook import Playbook
from trailbook.records.states import is_current
from trailbook.records.unfinished import UNSTATED
from trailbook.records.vocabulary import SENSITIVITIES, Sensitivity
from trailbook.risk.register.connector_answers import ANSWERS, ConnectorAnswer, conditions_of, entries_of, may_carry
from trailbook.site.pages.registers import listed
from trailbook.site.rendering.environment import render
from trailbook.site.rendering.page import SitePage
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.view import View

MAY_I = "may-i.md"
"""The Markdown path of the page."""


@dataclass(frozen=True)
class Service:
    """A connector with everything that people call it, its answers by the data, and its conditions.

    ``states_conditions`` is whether its text has them, if not as a list.
    """

    connector: Connector
    names: tuple[str, ...]
    answers: dict[Sensitivity, ConnectorAnswer]
    conditions: tuple[str, ...]
    states_conditions: bool

    @property
    def is_conditional(self) -> bool:
        """Whether the answer for some data depends on conditions."""
        return any(answer.kind == "yes-if" for answer in self.answers.values())


def has_may_i(sitemap: Sitemap) -> bool:
    """Whether there is such a page: if any connector is published."""
    return not sitemap.only_docs and bool(sitemap.published(Connector))


def may_i_page(sitemap: Sitemap, today: date | None) -> Iterator[SitePage]:
    """The page, if any connector is published."""
    if not has_may_i(sitemap):
        return
    documents = sitemap.knowledge.documents
    services = [
        _service(connector, documents[connector.id], today)
        for connector in listed(sitemap, "connector")
        if isinstance(connector, Connector)
    ]
    values = {
        "view": View(sitemap, MAY_I),
        "services": services,
        "data": SENSITIVITIES,
        "answers": ANSWERS,
        "example": next((name for service in services for name in service.connector.also), services[0].names[0]),
        "names": sorted({name for service in services for name in service.names}, key=str.casefold),
        "asking": _asking(sitemap),
        "keepers": _keepers(sitemap),
        "today": today,
    }
    yield SitePage(MAY_I, render("may-i.md.j2", **values))


def _service(connector: Connector, document: Document, today: date | None) -> Service:
    section = conditions_of(document)
    answers = {data: may_carry(connector, data, today, has_conditions=bool(section)) for data in SENSITIVITIES}
    names = tuple(dict.fromkeys((connector.title, *connector.also)))
    return Service(connector, names, answers, entries_of(section), bool(section))


def _keepers(sitemap: Sitemap) -> list[str]:
    """Who decides on services, as their owners: whoever owns most of them first, and at most three."""
    owners = Counter(str(one.owner) for one in sitemap.published(Connector) if one.owner != UNSTATED)
    return [owner for owner, _ in owners.most_common(3)]


def _asking(sitemap: Sitemap) -> Playbook | None:
    """The playbook that leads from a need to an entry on the register: the first to build by with that word."""
    books = (one for one in sitemap.published(Playbook) if is_current(one))
    playbooks = (one for one in books if one.use == "build")
    return next((one for one in playbooks if "connector" in f"{one.id} {one.title}".casefold()), None)
