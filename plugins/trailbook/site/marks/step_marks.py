"""The marks of generated steps: the latest decision on what the step follows from."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from trailbook.records.references import Reference
from trailbook.site.marks.html_marks import PageTrail
from trailbook.site.pages.application_playbooks import AppPlaybook, app_playbooks
from trailbook.site.rendering.asked_trails import beside
from trailbook.site.rendering.environment import environment
from trailbook.site.rendering.kept_texts import Texts
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.trail_site import TrailSite, value_digest
from trailbook.site.rendering.trail_view import TrailView
from trailbook.trail.decisions import Decision, Trail, newest_first


def step_marks(site: TrailSite, texts: Texts) -> Iterator[tuple[str, PageTrail]]:
    """What is added to the page of each application's playbook, by Markdown path.

    ``texts`` has what the build before added, if there was one.
    """
    for playbook in app_playbooks(site.sitemap):
        steps = [(step.id, step.need.because) for part in playbook.parts for step in part.steps]
        make = partial(_marks, site, playbook)
        text = texts.text(f"steps {playbook.path}", make, value_digest(steps))
        yield playbook.path, PageTrail("", json.loads(text))


def _marks(site: TrailSite, playbook: AppPlaybook, sitemap: Sitemap) -> str:
    return json.dumps(StepMarks(beside(site, sitemap)).of(playbook))


@dataclass(frozen=True)
class StepDecision:
    """The decision behind a generated step, with the full reference of the record or item that it changed."""

    reference: str
    trail: Trail
    decision: Decision


class StepMarks:
    """The marks of all generated playbooks of a site."""

    def __init__(self, site: TrailSite) -> None:
        self._site = site

    @cached_property
    def _mark(self) -> Callable[..., object]:
        macro: Callable[..., object] = environment().get_template("_generated_step.j2").module.step_mark  # type: ignore[attr-defined]
        return macro

    def of(self, playbook: AppPlaybook) -> dict[str, str]:
        """The mark of each step of an application's playbook, by the id of the step."""
        view = TrailView(self._site, playbook.path)
        rendered: dict[tuple[str, str], str] = {}
        marks = {}
        for step in (step for part in playbook.parts for step in part.steps):
            if latest := self.latest(step.need.because):
                place = latest.reference, latest.decision.commit
                if place not in rendered:
                    rendered[place] = str(self._mark(view, latest))
                marks[step.id] = rendered[place]
        return marks

    def latest(self, references: Iterable[str]) -> StepDecision | None:
        """The latest decision on any of the records and items; of two at the same moment, that on the first listed.

        For an item it is the decision that last changed what it means. None if none of them is committed.
        """
        found = (latest for reference in dict.fromkeys(references) if (latest := self._latest_on(reference)))
        return min(found, key=lambda latest: newest_first(latest.decision)[:2], default=None)

    def _latest_on(self, reference: str) -> StepDecision | None:
        record, item = Reference.parse(reference)
        trail = self._site.by_record.get(record)
        if trail is None or not trail.decisions:
            return None
        if not item:
            return StepDecision(reference, trail, trail.decisions[0])
        why = self._site.whys(trail).get(item)
        return StepDecision(reference, trail, why.meaning.decision) if why else None
