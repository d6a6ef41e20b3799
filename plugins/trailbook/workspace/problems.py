"""Every check of the files of a knowledge base. A new check is one more line here.

Checks of the history are apart, since they take long: ``Workspace.credentials_in_history`` and ``Workspace.gaps``.
"""

from typing import TYPE_CHECKING

from trailbook.credentials.masking import mask_in_problems
from trailbook.drift.detection import drift_problems
from trailbook.records.releases import release_problems
from trailbook.risk.overview.observe import observe
from trailbook.risk.playbooks.checklists import checklist_problems
from trailbook.risk.playbooks.plain_language import hard_steps
from trailbook.risk.threats.finding_problems import finding_problems
from trailbook.text.problem import Problem

if TYPE_CHECKING:
    from trailbook.workspace.workspace import Workspace


def collect_problems(workspace: "Workspace") -> tuple[Problem, ...]:
    """What is wrong with records, settings, states, wording, observations, snapshots and links, and each credential.

    In order of their places, without the text of any credential.
    """
    knowledge, configuration, today = workspace.knowledge(), workspace.configuration, workspace.today()
    found = (
        *knowledge.problems,
        *configuration.problems,
        *finding_problems(knowledge, configuration.ruleset, today),
        *release_problems(knowledge),
        *workspace.misleading_links(),
        *playbook_problems(workspace),
        *drift_problems(workspace.root, knowledge, today),
        *observe(workspace.root, knowledge, today).problems,
    )
    credentials = workspace.credentials()
    return tuple(sorted({*mask_in_problems(found, credentials.credentials), *credentials.problems}))


def playbook_problems(workspace: "Workspace") -> tuple[Problem, ...]:
    """What is hard to read in playbooks, and which filled-in checklists do not fit the playbook that they follow."""
    knowledge, configuration = workspace.knowledge(), workspace.configuration
    return (
        *hard_steps(knowledge, configuration.plain_language),
        *checklist_problems(knowledge, configuration.ruleset.rules, configuration.scheme, workspace.today()),
    )
