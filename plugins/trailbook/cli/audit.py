"""``trailbook audit``: what an auditor asks of the trail."""

import click

from trailbook.cli.command_group import Sectioned, Sections

QUESTIONS: Sections = {
    "Ask the trail": {
        "gaps": ("trailbook.cli.audit_gaps:gaps_command", "List what has no reason or agreement."),
        "sign-offs": ("trailbook.cli.audit_sign_offs:sign_offs_command", "List whose agreement changes needed."),
        "ledger": ("trailbook.cli.audit_ledger:ledger_command", "Tell whether the history was rewritten."),
        "source-level": (
            "trailbook.cli.audit_source_level:source_level_command",
            "Tell what SLSA Source level git shows.",
        ),
    },
    "Hand over evidence": {
        "sample": ("trailbook.cli.audit_sample:sample_command", "Draw decisions for a working paper."),
        "bundle": ("trailbook.cli.audit_bundle:bundle_command", "Write what was in force, and why, into a ZIP."),
        "verify": ("trailbook.cli.audit_verify:verify_command", "Check such a ZIP, with no repository."),
    },
}


@click.group(cls=Sectioned, sections=QUESTIONS)
def audit() -> None:
    """Ask what the trail can't show, and hand over what it can."""
