"""Reviews that tools keep as notes on commits, none of them signed.

- Gerrit's plugin "reviewnotes" writes ``refs/notes/review`` when a change is submitted: a label with its score and the
  account on each line, then who submitted it, when and where it was reviewed (its page "The refs/notes/review
  namespace").
- git-appraise keeps requests in ``refs/notes/devtools/reviews`` and comments in ``refs/notes/devtools/discuss``, one
  JSON object a line (its folder ``schema``). A comment that answers no other accepts the change if it is ``resolved``,
  and sends it back if that is false. The last word of each account counts.
"""

import re
from collections.abc import Iterator

from trailbook.text.prose import listed
from trailbook.trail.proofs.envelope import Keys, json_object
from trailbook.trail.proofs.proof import Proof, Seal, words

GERRIT = "refs/notes/review"
APPRAISE = "refs/notes/devtools/discuss"
_SCORE = re.compile(r"(?P<label>[A-Za-z][A-Za-z0-9-]*)(?P<score>[+-][1-9]): (?P<who>.+)")


def gerrit_proofs(commit: str, note: bytes, _keys: Keys) -> Iterator[Proof]:
    """What Gerrit says of a commit: every score, who gave it, and who submitted the change."""
    lines = note.decode("utf-8", "replace").splitlines()
    scores = [found for line in lines if (found := _SCORE.fullmatch(line.strip()))]
    fields = dict(line.split(": ", 1) for line in lines if ": " in line)
    given = [f"{one['label']}{one['score']} by {words(one['who'])}" for one in scores]
    submitted = [f"submitted by {words(fields['Submitted-by'])}"] if "Submitted-by" in fields else []
    if not given and not submitted:
        return
    at = f" at {words(fields['Reviewed-on'])}" if "Reviewed-on" in fields else ""
    yield Proof("Gerrit", GERRIT, commit, f"{listed([*given, *submitted])}{at}")


def appraise_proofs(commit: str, note: bytes, _keys: Keys) -> Iterator[Proof]:
    """What git-appraise says of a commit: who accepted it, and who sent it back."""
    comments = [comment for line in note.splitlines() if (comment := json_object(line))]
    whole = [one for one in comments if isinstance(one.get("resolved"), bool) and not one.get("parent")]
    last = {words(one.get("author")): one for one in sorted(whole, key=lambda one: words(one.get("timestamp")))}
    accepted = tuple(name for name, one in last.items() if name and one["resolved"])
    refused = tuple(name for name, one in last.items() if name and not one["resolved"])
    says = [f"accepted by {listed(accepted)}"] if accepted else []
    says += [f"sent back by {listed(refused)}"] if refused else []
    if says:
        signed = any("signature" in one for one in last.values())
        seal: Seal = "unchecked" if signed else "none"
        yield Proof("git-appraise", APPRAISE, commit, "; ".join(says), seal)
