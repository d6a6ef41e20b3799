"""The ``trailbook`` command: one module for each command of ``COMMANDS``.

Exit codes: 0 clean, 1 problems, 2 what was asked for is not there or can't be read.

Beside the commands:

- ``answers``           ``findings --draft``: what is answered to findings, asked for and written
- ``audience``          ``--audience``, and the copy for readers who must not see everything
- ``audit_bundle``      ``audit bundle``: evidence as one archive
- ``audit_gaps``        ``audit gaps``: what an auditor would miss
- ``audit_ledger``      ``audit ledger``: whether the history is what it was at each release
- ``audit_sample``      ``audit sample``: decisions drawn for a working paper
- ``audit_sign_offs``   ``audit sign-offs``: whose agreement was needed
- ``audit_source_level``  ``audit source-level``: which level of the SLSA Source track the history shows
- ``audit_verify``      ``audit verify``: an archive of evidence checked
- ``evidence``          ``evidence fetch``, ``status``, ``forget``: what forges said of requests
- ``examples``          what ``--help`` shows of each command as it is typed
- ``forges``            what GitHub and code scanning read
- ``import_tenants``    ``import`` of reports about a tenant or an instance
- ``interview``         ``new threat-model --interview``: what an application is made of, asked part by part
- ``options``           the options that many commands share, and the workspace that they give a command
- ``completed_ids``       what a shell completes ids to
- ``displayed_paths``   paths as they are opened from the current folder, or from the top of the repository
- ``output``            standard output, files that are written whole, and single keys
- ``progress``          how far long work has come
- ``reports``           problems in every form
- ``scan_report``       what a scan found, in every form
- ``command_group``     help in sections, and the exit codes of errors
- ``since``             what a change brings
"""

import click

from trailbook import __version__
from trailbook.cli.command_group import Sectioned, Sections

COMMANDS: Sections = {
    "Write records": {
        "init": ("trailbook.cli.init:init", "Start a knowledge base in a folder."),
        "new": ("trailbook.cli.new:new", "Draft a record with a free id in its place."),
        "remove": ("trailbook.cli.remove:remove", "Remove records or items, and what refers to them."),
        "import": ("trailbook.cli.import_:import_", "Import threat models of other tools."),
        "convert": ("trailbook.cli.convert:convert", "Write a threat model for another tool."),
        "questions": ("trailbook.cli.questions:questions", "List what only an application's owner can say."),
        "answer": ("trailbook.cli.questions:answer", "Answer these questions, one after the other."),
        "schema": ("trailbook.cli.schema:schema", "Write the JSON Schemas that editors use."),
        "completion": ("trailbook.cli.completion:completion", "Complete commands and ids in a shell."),
    },
    "Check a change": {
        "check": ("trailbook.cli.check:check", "Print every problem with file and line."),
        "diff": ("trailbook.cli.diff:diff", "Show what a branch weakens and strengthens."),
        "check-message": ("trailbook.cli.check_message:check_message", "Check a commit message for gaps."),
        "codeowners": ("trailbook.cli.codeowners:codeowners", "Write CODEOWNERS from the records' owners."),
        "pipelines": ("trailbook.cli.pipelines:pipelines", "Write the workflows of a forge."),
    },
    "Look at risk": {
        "register": ("trailbook.cli.register:register", "List every threat, the highest risk first."),
        "explain": ("trailbook.cli.explain:explain", "Explain a rule by its id."),
        "findings": ("trailbook.cli.findings:findings_command", "List what the threat rules found."),
        "services": ("trailbook.cli.services:services", "List the services that applications use."),
        "affected": ("trailbook.cli.services:affected_command", "Show what a stolen token of a connector opens."),
        "scan": ("trailbook.cli.scan:scan", "Compare exported settings with templates."),
        "due": ("trailbook.cli.due:due", "List all that is due, by day and owner."),
        "remind": ("trailbook.cli.remind:remind_command", "Open an issue for each owner with what is due."),
        "reviews": ("trailbook.cli.reviews:reviews", "List what is due for review."),
        "report": ("trailbook.cli.report:report", "Write where risk stands on one sheet."),
        "picture": ("trailbook.cli.picture:picture", "Draw a model, an estate or links into a file."),
    },
    "Ask why, and prove it": {
        "why": ("trailbook.cli.trail:why", "Show who decided something, and why."),
        "trail": ("trailbook.cli.trail:trail", "Print the decisions behind records."),
        "evidence": ("trailbook.cli.evidence:evidence", "Keep what a forge says of requests."),
        "audit": ("trailbook.cli.audit:audit", "Check gaps, sign-offs, ledgers and evidence."),
        "oscal": ("trailbook.cli.oscal:oscal", "Write OSCAL documents with the trail in them."),
    },
    "Publish": {
        "serve": ("trailbook.cli.serve:serve", "Serve the site while you write."),
        "build": ("trailbook.cli.build:build", "Build the site, also as of an earlier day."),
        "release": ("trailbook.cli.release:release", "Assess the risk of a version, and tag it."),
        "publish": ("trailbook.cli.publish:publish", "Build every released version into one folder."),
        "export": ("trailbook.cli.export:export", "Write the pages as plain Markdown."),
        "hub": ("trailbook.cli.hub:hub", "Fetch the records of other repositories."),
        "shard": ("trailbook.cli.shard:shard", "Write the records and their history as one file."),
    },
}


_START = (
    "Begin with 'trailbook trail' in any git repository with Markdown, or with 'trailbook init' for a knowledge base. "
    "'trailbook COMMAND --help' shows examples."
)


@click.group(cls=Sectioned, sections=COMMANDS, epilog=_START, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="trailbook")
def main() -> None:
    """Playbooks plus decision trail: a knowledge base of security records, published from git."""
