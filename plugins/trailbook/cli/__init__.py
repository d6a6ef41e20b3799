"""The ``trailbook`` command. One module a subcommand; each exits 0 when clean, 1 on problems, 2 on misuse."""

import click

from trailbook import __version__
from trailbook.cli.audit import audit
from trailbook.cli.build import build
from trailbook.cli.check import check
from trailbook.cli.check_message import check_message
from trailbook.cli.codeowners import codeowners
from trailbook.cli.convert import convert
from trailbook.cli.diff import diff
from trailbook.cli.export import export
from trailbook.cli.findings import findings_command
from trailbook.cli.import_ import import_
from trailbook.cli.init import init
from trailbook.cli.new import new
from trailbook.cli.oscal import oscal
from trailbook.cli.picture import picture
from trailbook.cli.pipelines import pipelines
from trailbook.cli.publish import publish
from trailbook.cli.register import register
from trailbook.cli.release import release
from trailbook.cli.reviews import reviews
from trailbook.cli.scan import scan
from trailbook.cli.schema import schema
from trailbook.cli.trail import trail, why


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="trailbook")
def main() -> None:
    """Playbooks plus decision trail: a knowledge base of security records, published from git."""


COMMANDS = (
    audit,
    build,
    check,
    check_message,
    codeowners,
    convert,
    diff,
    export,
    findings_command,
    import_,
    init,
    new,
    oscal,
    picture,
    pipelines,
    publish,
    register,
    release,
    reviews,
    scan,
    schema,
    trail,
    why,
)

for command in COMMANDS:
    main.add_command(command)
