"""What a change does to an application, in the words of whoever built it: "now sends to api.example.com".

It follows from two revisions of a threat model, whether somebody wrote the later one or an import did. Parts are the
same if their ids are, so a part with another name is no new one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from trailbook.diff.model import ChangedApplication, ChangedRecord, Novelty
from trailbook.records.kinds.facts import ComponentFacts, EntryFacts, FlowFacts
from trailbook.records.kinds.threat_model import Component, EntryPoint, Flow, ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.states import IN_USE, vetting_state
from trailbook.records.vocabulary import words
from trailbook.risk.threats.model_view import NO_COMPONENT_FACTS, NO_ENTRY_FACTS, NO_FLOW_FACTS, ModelView
from trailbook.risk.threats.rules.service_off_the_register import is_chosen_at_run_time, is_registered
from trailbook.text.prose import listed
from trailbook.text.unseen import one_line

_ELSEWHERE = ("external-service", "connector", "data-store")
"""The types of components that something is sent to or read from."""
_NOUNS = {"external-service": "service", "data-store": "data store"}
_KINDS = ("webhook", "form", "chat", "button", "endpoint")
"""What names of entry points begin with that say what they are."""


def changed_applications(
    records: Iterable[ChangedRecord], before: KnowledgeBase, now: KnowledgeBase
) -> tuple[ChangedApplication, ...]:
    """What each changed threat model among the records says of its application; those without news are left out."""
    changed = [(one.record, application_news(one.record, before, now)) for one in records if one.change != "removed"]
    return tuple(ChangedApplication(id, one_line(now.records[id].title), news) for id, news in changed if news)


def application_news(id: str, before: KnowledgeBase, now: KnowledgeBase) -> tuple[Novelty, ...]:
    """What is new in the application of a threat model, what somebody should look at first.

    Of an application that is new as a whole there is nothing else. There is nothing of another kind of record.
    """
    model, old = now.records.get(id), before.records.get(id)
    if not isinstance(model, ThreatModel):
        return ()
    was = ModelView(old, before) if isinstance(old, ThreatModel) else None
    news = list(_News(was, ModelView(model, now)).all())
    return tuple(sorted((one for one in news if one.asks or was), key=lambda novelty: not novelty.asks))


@dataclass(frozen=True)
class _News:
    before: ModelView | None
    now: ModelView

    def all(self) -> Iterator[Novelty]:
        yield from self._entries()
        yield from self._services()
        yield from self._vetting()
        yield from self._facts()
        yield from self._gone()

    def _entries(self) -> Iterator[Novelty]:
        old = {entry.id: entry for entry in self.before.model.entry_points} if self.before else {}
        for entry, facts in self.now.entries():
            was = old.get(entry.id)
            if was is None:
                yield _novelty(_new_entry(entry, facts), entry.id, asks=_is_open(entry, facts))
            elif _is_open(entry, facts) and not _is_open(was, was.facts or NO_ENTRY_FACTS):
                yield _novelty(f"{entry.name} is open now: it asks for no sign-in", entry.id, asks=True)
            elif was.authentication != entry.authentication:
                yield _novelty(f"{entry.name} now asks for {entry.authentication}", entry.id)

    def _services(self) -> Iterator[Novelty]:
        """The new flows to and from each part that lies elsewhere, and all others one by one."""
        ways: dict[str, dict[str, list[str]]] = {}
        for flow, _ in self.now.flows():
            if flow.id in self._old_ids:
                continue
            source, target = self.now.source(flow), self.now.target(flow)
            end = next((part for part in (target, source) if part and part.type in _ELSEWHERE), None)
            if end is None:
                yield _novelty(f"new flow: {flow.name}", flow.id)
                continue
            way = "sends to" if end is target else "reads from"
            signed = f" as {flow.identity}" if flow.identity else ""
            ways.setdefault(end.id, {}).setdefault(f"{way} {{}}{signed}", []).append(flow.id)
        for part, _ in self.now.components(*_ELSEWHERE):
            flows = ways.get(part.id, {})
            ids = [id for found in flows.values() for id in found]
            if part.id not in self._old_ids:
                noun = _NOUNS.get(part.type, part.type)
                did = f": {listed([way.format('it') for way in flows])}" if flows else ""
                yield _novelty(f"new {noun} {part.name}{did}", part.id, *ids)
            elif flows:
                yield _novelty(f"now {listed([way.format(part.name) for way in flows])}", *ids)

    def _vetting(self) -> Iterator[Novelty]:
        """The connectors and services that were not used before, and that nobody has vetted."""
        used = {part.connector for part, _ in self.before.components()} if self.before else set()
        undecided: dict[str, list[str]] = {}
        for part, _ in self.now.components():
            record = self.now.connector(part)
            if record and record.id not in used and vetting_state(record) not in IN_USE:
                is_what = words(vetting_state(record))
                undecided.setdefault(f"connector without vetting: {record.id}, which is {is_what}", []).append(part.id)
            elif part.id not in self._old_ids and self._is_unknown(part):
                unknown = f"connector without vetting: {part.name}, which the register does not know"
                chosen = f"service that only the run decides on: {part.name}"
                undecided.setdefault(chosen if is_chosen_at_run_time(part) else unknown, []).append(part.id)
        for says, parts in undecided.items():
            yield _novelty(says, *parts, asks=True)

    def _is_unknown(self, part: Component) -> bool:
        is_service = part.type in ("external-service", "connector") or self.now.is_signed_in_to(part)
        return is_service and part.type in _ELSEWHERE and not is_registered(self.now, part)

    def _facts(self) -> Iterator[Novelty]:
        old = {part.id: facts for part, facts in self.before.components()} if self.before else {}
        for part, facts in self.now.components():
            for fact, said in _part_facts(part, old.get(part.id, NO_COMPONENT_FACTS), facts):
                yield _novelty(said, part.id, asks=True, fact=fact)
        moved = {flow.id: (flow, facts) for flow, facts in self.before.flows()} if self.before else {}
        for flow, flow_facts in self.now.flows():
            was, old_facts = moved.get(flow.id, (flow, NO_FLOW_FACTS))
            for fact, said in _flow_facts(flow, old_facts, flow_facts):
                yield _novelty(said, flow.id, asks=True, fact=fact)
            if was.identity != flow.identity:
                signed, before = flow.identity or "nobody", was.identity or "nobody"
                yield _novelty(f"{flow.name}: now as {signed}, before as {before}", flow.id)

    def _gone(self) -> Iterator[Novelty]:
        if self.before is None:
            return
        new = {item.id for item in self.now.model.items()}
        for entry, _ in self.before.entries():
            if entry.id not in new:
                yield _novelty(f"no longer reached at {entry.name}", entry.id)
        for part, _ in self.before.components():
            if part.id not in new:
                yield _novelty(f"no longer has {part.name}", part.id)

    @property
    def _old_ids(self) -> frozenset[str]:
        return frozenset(item.id for item in self.before.model.items()) if self.before else frozenset()


def _novelty(says: str, *items: str, asks: bool = False, fact: str = "") -> Novelty:
    return Novelty(one_line(says), items, asks, fact)


def _is_open(entry: EntryPoint, facts: EntryFacts) -> bool:
    return facts.sign_in == "none" if facts.sign_in else entry.authentication.casefold() == "none"


def _new_entry(entry: EntryPoint, facts: EntryFacts) -> str:
    kind, _, rest = entry.name.partition(" ")
    name = f"{kind.lower()} {rest}".strip() if kind.lower() in _KINDS else f"entry point {entry.name}"
    return f"new open {name}" if _is_open(entry, facts) else f"new {name}, which asks for {entry.authentication}"


def _part_facts(part: Component, was: ComponentFacts, now: ComponentFacts) -> Iterator[tuple[str, str]]:
    """The names of the facts by which a part is more dangerous than it was, each with what that means."""
    if tools := [words(tool) for tool in now.tools or () if tool not in (was.tools or ())]:
        yield "tools", f"{part.name} can now {listed(tools)} by itself"
    if "web-request" in (now.starts_on or ()) and "web-request" not in (was.starts_on or ("web-request",)):
        yield "starts_on", f"{part.name} can now be started over the web"
    if now.confirmed is False and was.confirmed:
        yield "confirmed", f"nobody confirms any more what {part.name} does"
    if now.reads_untrusted and not was.reads_untrusted:
        yield "reads_untrusted", f"{part.name} now reads what outsiders wrote"
    if now.secrets_in == "plain" and was.secrets_in != "plain":
        yield "secrets_in", f"{part.name} now holds a secret in plain text"


_TRANSPORT: Mapping[str, str] = {"plain": "without encryption", "unchecked": "without a check of the other end"}


def _flow_facts(flow: Flow, was: FlowFacts, now: FlowFacts) -> Iterator[tuple[str, str]]:
    if now.transport and now.transport in _TRANSPORT and now.transport != was.transport:
        yield "transport", f"{flow.name}: {_TRANSPORT[now.transport]}"
    if now.signs_in_with == "none" and was.signs_in_with not in ("none", None):
        yield "signs_in_with", f"{flow.name}: without a credential now"
