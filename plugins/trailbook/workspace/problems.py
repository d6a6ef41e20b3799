"""Every check of the files of a knowledge base. A new check is one more line here.

Checks of the history are apart, since they take long: ``Workspace.credentials_in_history`` and ``Workspace.gaps``.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from trailbook.audit.ledgers.files import FOLDER as LEDGERS
from trailbook.credentials.masking import mask_in_problems
from trailbook.drift.detection import drift_problems
from trailbook.records.contacts import contact_problems
from trailbook.records.foreign_hosts import of_a_picture, of_a_plain_page
from trailbook.records.releases import release_problems
from trailbook.risk.overview.observe import observe
from trailbook.risk.playbooks.checklists import checklist_problems
from trailbook.risk.playbooks.plain_language import hard_steps
from trailbook.risk.threats.finding_problems import finding_problems
from trailbook.text.files import MAX_BYTES, find_files, read_file
from trailbook.text.limits import slow_text
from trailbook.text.problem import Problem
from trailbook.trail.git.command import Git, HistoryError, open_work_tree
from trailbook.trail.requests.branch import BRANCH, BRING, evidence_branch
from trailbook.workspace.watched_exports import watched_export_problems

if TYPE_CHECKING:
    from trailbook.workspace.records import WorkspaceRecords


def collect_problems(workspace: "WorkspaceRecords") -> tuple[Problem, ...]:
    """What is wrong with records, settings, states, wording, observations, snapshots and links, and each credential.

    In order of their places, without the text of any credential. Applications that no longer look like their models are
    among them, as notices.
    """
    knowledge, configuration, today = workspace.own_knowledge(), workspace.configuration, workspace.today()
    sources = workspace.sources().problems(configuration.sources, configuration.file, today)
    found = (
        *workspace.knowledge().problems,
        *sources,
        *configuration.problems,
        *finding_problems(knowledge, configuration.ruleset, today),
        *release_problems(knowledge),
        *contact_problems(knowledge, configuration.contacts),
        *workspace.misleading_links(),
        *(one for read in knowledge.documents.values() for one in slow_text(read.path, read.body, read.body_line)),
        *_foreign_hosts(workspace),
        *playbook_problems(workspace),
        *drift_problems(workspace.root, knowledge, today),
        *watched_export_problems(workspace.root, knowledge),
        *observe(workspace.root, knowledge, today).problems,
        *workspace.evidence_problems(),
    )
    credentials = workspace.credentials()
    return tuple(sorted({*mask_in_problems(found, credentials.credentials), *credentials.problems}))


def evidence_problems(root: Path, revision: str) -> Iterator[Problem]:
    """What can't be read of what forges said, if any of it is kept here; else whether a release knew of it.

    The releases are those that the files of a revision name.
    """
    try:
        git = open_work_tree(root).git
    except HistoryError:  # whatever needs the history says what is missing
        return
    try:
        branch = evidence_branch(git)
        yield from branch.all_problems()
        if not branch.head:
            yield from _missing_evidence(root, revision)
    except HistoryError as error:
        yield Problem(BRANCH, 1, 1, "bad-statement", str(error), "one branch that only grows")


def _missing_evidence(root: Path, revision: str) -> Iterator[Problem]:
    """That a release names the branch with what forges said, so that it is somewhere, and not in this clone."""
    named = '^ *"evidence": "[0-9a-f]{40}'
    found = Git(root).ask("grep", "--files-with-matches", "--extended-regexp", named, revision, "--", LEDGERS)
    for line in found.splitlines()[-1:]:
        message = f"it names the branch {BRANCH}, which was not fetched: reasons and reviews from requests are missing"
        path = line.removeprefix(f"{revision}:")
        yield Problem(path, 1, 1, "evidence-not-fetched", message, f"'{BRING}' before", level="notice")


def _foreign_hosts(workspace: "WorkspaceRecords") -> Iterator[Problem]:
    """What plain pages load from another host, if the policy of the site prevents it, and what SVG pictures do."""
    configuration = workspace.configuration
    if configuration.records.content_security_policy:
        for document in workspace.own_knowledge().documents.values():
            if document.record.kind == "page" and document.path.startswith(f"{configuration.docs}/"):
                yield from of_a_plain_page(document)
    for file in find_files(workspace.root, [configuration.docs], (".svg",)):
        data, faults = read_file(file, workspace.root, MAX_BYTES, workspace.territory())
        if not faults:
            yield from of_a_picture(file.relative_to(workspace.root).as_posix(), data.decode("utf-8", "replace"))


def playbook_problems(workspace: "WorkspaceRecords") -> tuple[Problem, ...]:
    """What is hard to read in playbooks, and which filled-in checklists do not fit the playbook that they follow."""
    knowledge, configuration = workspace.own_knowledge(), workspace.configuration
    return (
        *hard_steps(knowledge, configuration.plain_language),
        *checklist_problems(knowledge, configuration.ruleset.rules, configuration.scheme, workspace.today()),
    )
