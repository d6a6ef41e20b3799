"""One knowledge base with all that is known of it: configuration, records, problems, history, drift, indicators.

Commands, plugins, the export and scripts ask a ``Workspace``; none of them reads options, opens git or collects
problems by itself. What is asked for is worked out once, on the first call, and kept as long as the workspace is.

What follows from git alone is in ``history.py``, what follows from the files in ``records.py``; here is what follows
from both. ``lookup.py`` finds the trails that references name.
"""

from dataclasses import replace
from datetime import date
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from trailbook.drift.detection import detect_drift
from trailbook.drift.model import Drift
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.risk.indicators.model import Observed
from trailbook.risk.lessons.lessons import Lessons, lessons
from trailbook.risk.overview.due import Due, due, with_signatures
from trailbook.risk.overview.due_signatures import asked_sign_offs, ending_keys, missing_sign_offs
from trailbook.risk.overview.measures import FROM_HISTORY, MeasuredHistory, computed_indicators
from trailbook.risk.overview.observe import observe_with_month_ends
from trailbook.risk.overview.past_risk import RiskAt, risk_at_month_ends
from trailbook.risk.register.register import RegisterEntry, register
from trailbook.risk.reviews.commits import ReviewCommit
from trailbook.risk.reviews.reviews import ReviewEvidence, ReviewState, evidence_of, review_states
from trailbook.risk.threats.findings import Finding, all_findings, is_assessed
from trailbook.risk.threats.stated_lines import Lines
from trailbook.trail.changes.blame import Why
from trailbook.trail.decisions import Trail
from trailbook.trail.gaps import Gap, gaps, trust_root_gaps
from trailbook.trail.git.signatures import ALLOWED_SIGNERS, signer_lines
from trailbook.trail.sign_offs.export import sign_off_rows
from trailbook.workspace.configuration import read_configuration
from trailbook.workspace.history import once
from trailbook.workspace.lookup import TrailLookup
from trailbook.workspace.records import WorkspaceRecords

if TYPE_CHECKING:
    from trailbook.diff.model import Difference


class Workspace(WorkspaceRecords):
    """The knowledge base in the folder of a configuration.

    ``stated_day`` is the day that dates are compared with instead of that of the newest commit. ``progress`` gives
    what long readings of the history report to, and ``busy`` how many processors are left to other work. With
    ``partial``, a clone that lacks a part of the history will do; with a ``lack``, which says what is missing,
    there is no history to speak of.

    A history that can't be read raises ``HistoryError`` from whatever needs it; while nothing is committed yet there
    are no trails and no commits.
    """

    @once
    def lookup(self) -> TrailLookup:
        """Where references are looked up, with the pages that were read for it."""
        return TrailLookup(self)

    def trail(self, reference: str, revision: str = "HEAD") -> Trail:
        """The decisions behind a record, or those that changed one of its items, newest first.

        ``reference`` is a record's id, the path of a file, the end of one that no other path has, ``RECORD.item``, or
        ``PATH#section`` with the anchor of a section or the words of its heading.
        Raises ``UnknownReferenceError`` if the history knows none of that, and ``HistoryError``.
        """
        return self.lookup().trail(reference, revision)

    def trails_of(self, reference: str, revision: str = "HEAD") -> tuple[Trail, ...]:
        """The trail that ``trail`` gives, or those of the pages and records in a folder, the newest decision first.

        A file or folder that is named is read, also if the configuration leaves it out. Raises as ``trail`` does.
        """
        return self.lookup().trails_of(reference, revision)

    def why(self, reference: str) -> Why:
        """Why a record, an item, a page or a section reads as it does: what founded it, what it means since when.

        References are those of ``trail``. Raises as ``trail`` does.
        """
        return self.lookup().why(reference)

    @once
    def gaps(self) -> list[Gap]:
        """What an auditor would miss in the trails: reasons, approvals, and claims that git contradicts.

        Those of other repositories follow from what they handed on. What changed in the files that say whose a key, a
        name and a role are comes last, of this repository alone.
        """
        return [*gaps(self.trails(), self.knowledge().records), *trust_root_gaps(self.trust_roots())]

    @once
    def findings(self) -> tuple[Finding, ...]:
        """What the rules find in all threat models, whatever its state."""
        return tuple(all_findings(self.knowledge(), self.configuration.ruleset.rules, self.imported_lines()))

    @once
    def imported_lines(self) -> dict[str, Lines]:
        """The lines of exports that state what imported threat models say, by the ids of the models."""
        from trailbook.workspace.imported_lines import imported_lines  # noqa: PLC0415 - slow to import, and not needed for plain pages

        return imported_lines(self.root, self.own_knowledge())

    @once
    def not_assessed(self) -> tuple[ThreatModel, ...]:
        """The threat models in which nobody judged what can go wrong, neither by a threat nor by settling findings."""
        found: dict[str, list[Finding]] = {}
        for finding in self.findings():
            found.setdefault(finding.model, []).append(finding)
        models = self.knowledge().of_kind(ThreatModel)
        return tuple(model for model in models if not is_assessed(model, found.get(model.id, ())))

    @once
    def register(self) -> list[RegisterEntry]:
        """The risk register: the same threat of several models is one entry; the highest residual risk comes first."""
        models = (model.id for model in self.knowledge().of_kind(ThreatModel))
        return register(self.knowledge(), self.configuration.scheme, models)

    @once
    def past_risk(self) -> tuple[RiskAt, ...]:
        """The risk at the end of each past month of the main line, oldest first; none without a day or a history.

        None where other repositories hand on records: nobody knows here what theirs were at the end of a month, and a
        month without them beside today with them would show a rise that never was.
        """
        today, configuration = self.today(), self.configuration
        if today is None or self.lack or any(one.digest for one in self.sources().statuses.values()):
            return ()
        return tuple(risk_at_month_ends(self.root, configuration.folders, configuration.scheme, today))

    @once
    def drift(self) -> Drift | None:
        """The platforms' settings compared with the templates, with the commit since which each deviates.

        None if there is no template, or no day to judge dates on.
        """
        return detect_drift(self.root, self.own_knowledge(), self.today(), self._whole_repository())

    @once
    def evidence(self) -> ReviewEvidence:
        """What the history says of reviews, and what other repositories handed on of theirs."""
        found = evidence_of(self.trails(), self.history())
        theirs = {
            f"{handed.name}/{record}": tuple(ReviewCommit(**vars(note)) for note in notes)
            for handed in self.sources().handed
            for record, notes in handed.shard.reviews.items()
        }
        return replace(found, commits={**theirs, **found.commits}) if theirs else found

    @once
    def observed(self) -> Observed:
        """The series of every indicator. The history is read if one of them is counted from it."""
        history = None
        if computed_indicators(self.knowledge(), FROM_HISTORY):
            history = MeasuredHistory(self.evidence(), self.configuration.review_plan, self.configuration.scheme)
        return self._observed_with(history)

    def counts_from_history(self) -> bool:
        """Whether an indicator is counted from the history, and there is one."""
        return bool(computed_indicators(self.knowledge(), FROM_HISTORY)) and bool(self.trails())

    @once
    def observations(self) -> Observed:
        """The series of every indicator without the history's share, for whom nothing is counted from it."""
        return self._observed_with(None)

    def _observed_with(self, history: MeasuredHistory | None) -> Observed:
        return observe_with_month_ends(
            self.root, self.configuration.folders, self.own_knowledge(), self.today(), history
        )

    @once
    def reviews(self) -> list[ReviewState]:
        """When each record was reviewed and is to be reviewed again, the most urgent first."""
        plan, scheme = self.configuration.review_plan, self.configuration.scheme
        records = self.knowledge().records.values()
        return review_states(records, plan, scheme, self.evidence(), self.today(), self.observed())

    @once
    def lessons(self) -> Lessons:
        """What came of each incident and exercise."""
        return lessons(self.knowledge(), self.trails() or None, self.knowledge().records, self.today())

    def due(self, until: date | None = None) -> list[Due]:
        """All that somebody has to do by a day, the earliest first; with ``until``, only what is due by then."""
        known, scheme = self.knowledge(), self.configuration.scheme
        found = due(known, scheme, self.lessons(), self.reviews(), known.records, self.observed())
        listed = with_signatures(found, self.due_signatures(), known.records)
        return [one for one in listed if until is None or one.day <= until]

    @once
    def due_signatures(self) -> tuple[Due, ...]:
        """The sign-offs that are missing, and the keys of signers that end; none while nothing is committed."""
        if not self.commits():
            return ()
        known, repository = self.knowledge(), self.repository()
        reviews = {state.record.id: state.due for state in self.reviews() if state.due}
        keys = signer_lines(repository.top_file(self.history().head, ALLOWED_SIGNERS).decode("utf-8", "replace"))
        names = {holder.email.casefold(): holder.name for holder in self.configuration.roles.holders}
        return (
            *missing_sign_offs(sign_off_rows(self.trails(), self.sign_offs()), known),
            *asked_sign_offs(known, reviews),
            *ending_keys(keys, names, self.today()),
        )

    def diff(self, compared: str | None = None) -> "Difference":
        """What differs in a range of revisions: ``BASE``, ``BASE..HEAD`` or ``BASE...HEAD``; else of the branch.

        Each state is judged by the configuration that it had. Raises ``HistoryError`` if a revision is not there.
        """
        from trailbook.workspace.compare import compare_states  # noqa: PLC0415 - it makes workspaces of both states

        return compare_states(self, compared).difference


def open_workspace(root: str | PathLike[str] = ".", today: date | None = None) -> Workspace:
    """The workspace of the knowledge base in a folder. Reads its mkdocs.yml, and nothing else yet.

    Raises ``ConfigurationError`` if that can't be used.
    """
    return Workspace(read_configuration(Path(root)), today)
