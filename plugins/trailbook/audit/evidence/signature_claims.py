"""What evidence says of signatures, and what of that the keys of whoever checks it prove.

The state of a signature, and an agreement by one, are claims of the machine that made the evidence. They are proven if
the commit itself carries the signature and the verifier has the key. SSH signatures are checked by ``ssh-keygen``
against a list in its format (ssh-keygen(1), ALLOWED SIGNERS), in the namespace and at the time that git asks for;
OpenPGP ones by ``gpg`` with the keyring of whoever runs this. Neither program fetches anything.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path
from typing import NamedTuple, get_args

from trailbook.text.prose import listed
from trailbook.text.scratch import Scratch
from trailbook.trail.decisions import Approval, Decision, Trail
from trailbook.trail.git.commits import Person
from trailbook.trail.git.contacts import read_contact
from trailbook.trail.git.people import STRANGERS, is_account
from trailbook.trail.git.signatures import State, signed_parts
from trailbook.trail.git.ssh import CheckedSignature, check_ssh, run
from trailbook.trail.git.stored_commits import committer_at
from trailbook.trail.proposals import is_agreed

Raw = Callable[[str], bytes]
"""Gives a commit as git stores it."""

_SSH, _OPENPGP = b"-----BEGIN SSH SIGNATURE-----", b"-----BEGIN PGP "
_STATES = frozenset(get_args(State))
_TRUSTED = frozenset({"TRUST_FULLY", "TRUST_ULTIMATE"})
_VERDICTS = frozenset({"GOODSIG", "BADSIG", "ERRSIG", "EXPSIG", "EXPKEYSIG", "REVKEYSIG"})
"""What gpg says once of each signature (GnuPG's doc/DETAILS, "General status codes")."""


@dataclass(frozen=True)
class Keys:
    """What a verifier brings along: a list of SSH keys as ``allowed_signers``, and whether gpg may be asked."""

    signers: bytes | None = None
    gpg: bool = False

    def check(self, commit: bytes, form: str) -> CheckedSignature:
        """Check the signature in a commit as git stores it, in a repository with the hash ``form``."""
        payload, signature = signed_parts(commit, form)
        if not signature:
            return CheckedSignature("open", "its commit carries no signature")
        if signature.startswith(_SSH):
            at = committer_at(commit)[2].astimezone(UTC)
            return check_ssh(payload, signature, self.signers, f"{at:%Y%m%d%H%M%S}")
        if signature.startswith(_OPENPGP):
            return (
                _checked_by_gpg(payload, signature)
                if self.gpg
                else CheckedSignature("open", "gpg was not asked (--gpg)")
            )
        return CheckedSignature("open", "it is of a kind that can't be checked here")


NO_KEYS = Keys()


class SignatureJudgement(NamedTuple):
    """What is wrong with what decisions say of signatures, what is not proven, and the trails without the latter."""

    faults: tuple[str, ...]
    unproven: tuple[str, ...]
    proven: tuple[Trail, ...]


def without_agreement_by_signature(decision: Decision) -> Decision:
    """A decision without the approvals that rest on a signature."""
    return replace(decision, approvals=tuple(one for one in decision.approvals if one.source != "signature"))


def form_faults(decision: Decision, commit: bytes, form: str, *, is_copy: bool) -> Iterator[str]:
    """What a decision says of its signature that can't be, whatever keys there are.

    The commits of a copy were written anew and carry none, so there all that is said of one is merely not proven.
    """
    is_signed = bool(signed_parts(commit, form)[1])
    is_stated = decision.signature != "none"
    if decision.signature not in _STATES or (is_signed != is_stated and (is_signed or not is_copy)):
        yield "the signature"
    agreeing = _agreeing(decision)
    if len(agreeing) > 1 or (agreeing and decision.signature != "good"):
        yield "the approval by a signature"


def judge(
    trails: Sequence[Trail], numbers: Mapping[tuple[str, str], int], raw: Raw, form: str, keys: Keys
) -> SignatureJudgement:
    """Judge what all decisions say of signatures. ``numbers`` are those of decisions, by record and commit."""
    checks: dict[str, CheckedSignature] = {}
    faults: list[str] = []
    doubts: dict[str, list[int]] = {}
    alone: list[int] = []

    def judged(trail: Trail, decision: Decision) -> Decision:
        number = numbers[trail.record, decision.commit]
        if decision.commit not in checks:
            asked = keys != NO_KEYS or decision.signature != "none"
            checks[decision.commit] = keys.check(raw(decision.commit), form) if asked else CheckedSignature("open")
        checked = checks[decision.commit]
        if checked.state == "bad" and decision.signature != "bad":
            faults.append(f"decision {number}: the signature of commit {decision.commit} is bad: {checked.why}")
        found = list(_doubts(decision, checked))
        for doubt in found:
            doubts.setdefault(doubt, []).append(number)
        proven = without_agreement_by_signature(decision) if found else decision
        if is_agreed(decision) and not is_agreed(proven):
            alone.append(number)
        return proven

    proven = tuple(
        replace(trail, decisions=tuple(judged(trail, decision) for decision in trail.decisions)) for trail in trails
    )
    unproven = [f"NOT proven of {_decisions(some)}: {doubt}." for doubt, some in doubts.items()]
    if alone:
        unproven.append(f"Without that, as far as is proven, nobody but the author agreed with {_decisions(alone)}.")
    return SignatureJudgement(tuple(faults), tuple(unproven), proven)


def _doubts(decision: Decision, checked: CheckedSignature) -> Iterator[str]:
    """What a decision says of its signature that a check did not prove."""
    state, agreeing = decision.signature, _agreeing(decision)
    if state != "none" and not _is_proven(state, checked):
        why = f" ({checked.why})" if checked.why else ""
        yield f"{_CLAIMS.get(state, f'that its signature is {state!r}')}{why}"
    authors = (decision.author, *decision.co_authors)
    for one in agreeing:
        is_theirs = any(_is_of(one, signer) for signer in checked.signers)
        is_author = any(STRANGERS.is_one_of(signer, authors) for signer in checked.signers)
        if not is_theirs or is_author:
            whose = listed([signer.email or signer.name for signer in checked.signers])
            found = f": the key is that of {whose}" if whose else ""
            yield f"that {one.email or one.name} agreed by signing it{found}"


_CLAIMS = {
    "forge": "that its signature is of a forge",
    "unknown key": "that its signature, by an unknown key, fits what its commit says",
}


def _is_proven(state: str, checked: CheckedSignature) -> bool:
    if state == "bad":
        return checked.state == "bad"
    if state == "unknown key":
        return checked.fits
    is_forge = any(map(is_account, checked.signers))
    return checked.state == "good" and state in (("forge",) if is_forge else ("good", "own key"))


def _is_of(approval: Approval, signer: Person) -> bool:
    stated, proven = (approval.name, approval.email), (signer.name or signer.email, signer.email)
    return tuple(map(str.casefold, stated)) == tuple(map(str.casefold, proven))


def _agreeing(decision: Decision) -> list[Approval]:
    return [one for one in decision.approvals if one.source == "signature"]


def _decisions(numbers: Sequence[int]) -> str:
    """Decisions by their numbers, in which a run is written by its ends."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][-1] == number - 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    named = listed(["-".join(map(str, run)) for run in runs])
    return f"decision{'s' if len(numbers) > 1 else ''} {named}"


def _checked_by_gpg(payload: bytes, signature: bytes) -> CheckedSignature:
    """Check by gpg with the user's keyring. Only a key that gpg trusts fully to be its owner's proves anything."""
    with Scratch() as folder:
        file = Path(folder, "signature")
        file.write_bytes(signature)
        options = ("--batch", "--no-tty", "--no-auto-key-retrieve", "--disable-dirmngr", "--status-fd=1")
        try:
            _, output = run(("gpg", *options, "--verify", str(file), "-"), payload, LC_ALL="C")
        except FileNotFoundError:
            return CheckedSignature("open", "gpg is not installed here")
    said = [line.removeprefix("[GNUPG:] ").split(" ", 2) for line in output.split("\n") if line.startswith("[GNUPG:] ")]
    verdicts = [words for words in said if words[0] in _VERDICTS]
    if len(verdicts) != 1:
        return CheckedSignature("open", "gpg gives no one answer")
    if verdicts[0][0] == "BADSIG":
        return CheckedSignature("bad", "it does not fit what the commit says")
    if verdicts[0][0] != "GOODSIG" or len(verdicts[0]) < 3:
        return CheckedSignature("open", "the keyring of gpg does not have its key, or that is no longer valid")
    if not any(words[0] in _TRUSTED for words in said):
        return CheckedSignature(
            "open", "gpg has its key and does not trust it fully to be that of its owner", fits=True
        )
    return CheckedSignature("good", "", (read_contact(verdicts[0][2]),), fits=True)
