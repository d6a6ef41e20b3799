"""Sign-in with a password and nothing else."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for entry, facts in view.entries():
        if facts.sign_in == "password":
            data = view.sensitivity(entry)
            yield Hit((entry.id,), f"{entry.name} opens {data} data to whoever has a password.")


RULE = Rule(
    id="password-alone",
    family="identity",
    title="A password alone opens sensitive data",
    looks_for="an entry point to confidential or restricted data that asks for a password and nothing else",
    why="Passwords are guessed, reused and given away; one of them is all that protects the data.",
    remedy="Use single sign-on with a second factor, or invite guests through an identity provider that has one.",
    find=_find,
    data_from="confidential",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-04",),
        owasp_cd=("CD-SEC-05",),
        stride=("spoofing", "information-disclosure"),
        cwe=("CWE-308",),
        attack=("T1110", "T1078"),
    ),
)
