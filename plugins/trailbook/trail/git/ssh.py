"""SSH signatures of anything, made and checked by ``ssh-keygen`` as git does it (ssh-keygen(1), ``-Y``).

Lists of keys are in the format of ``allowed_signers``. The namespace is that of git: nothing else that is signed in it
begins as an envelope does (``trail.proofs.envelope``), so no signature of one can be taken for that of another.
"""

import base64
import hashlib
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from trailbook.text.errors import InputError
from trailbook.text.scratch import Scratch
from trailbook.text.unseen import printable
from trailbook.trail.git.command import Git
from trailbook.trail.git.commits import Person
from trailbook.trail.git.programs import program
from trailbook.trail.git.signatures import is_pattern, key_in, person_of, signer_lines

NAMESPACE = "git"
"""In which git signs, and gittuf its attestations."""


class CheckedSignature(NamedTuple):
    """What a signature turned out to be: ``open`` if nothing here decides it. ``signers`` are all whose the key is.

    ``fits`` says that it is of what was signed, whosever the key is.
    """

    state: Literal["good", "bad", "open"]
    why: str = ""
    signers: tuple[Person, ...] = ()
    fits: bool = False


class SigningError(InputError):
    """Nothing could be signed. The message says what to do."""


def check_ssh(
    payload: bytes, signature: bytes, signers: bytes | None, at: str = "", what: str = "commit"
) -> CheckedSignature:
    """Check as git does (gpg-interface.c, ``verify_ssh_signed_buffer``), at a moment of UTC as ``YYYYMMDDhhmmss``.

    Without a moment, keys have to be valid now. Whether it fits needs no list. A key listed for a pattern such as
    ``*@example.org`` is nobody's in particular. ``what`` is the word for what was signed.
    """
    with Scratch() as folder:
        files = {"signature": signature, "signers": signers or b""}
        paths = {name: str(Path(folder, name)) for name in files}
        for name, content in files.items():
            Path(paths[name]).write_bytes(content)
        then = (f"-Overify-time={at}",) if at else ()

        def ask(verb: str, *options: str, feed: bytes = b"") -> tuple[int, str]:
            return run(("ssh-keygen", "-Y", verb, *then, "-s", paths["signature"], *options), feed, TZ="UTC")

        by = ("-f", paths["signers"])
        try:
            status, _ = ask("check-novalidate", "-n", NAMESPACE, feed=payload)
            if status:
                return CheckedSignature("bad", f"it does not fit what the {what} says")
            if signers is None:
                return CheckedSignature("open", "no list of SSH keys was given (--signers)", fits=True)
            _, output = ask("find-principals", *by)
            lines = signer_lines(signers.decode("utf-8", "replace"))
            same_key = (name for line in lines if line.key == key_in(signature) for name in line.principals)
            named = list(dict.fromkeys((*filter(None, output.replace(",", "\n").split("\n")), *same_key)))
            plain = [one for one in named if not is_pattern(one)]
            fitting = [one for one in plain if not ask("verify", *by, "-I", one, "-n", NAMESPACE, feed=payload)[0]]
        except FileNotFoundError:
            return CheckedSignature("open", "ssh-keygen is not installed here")
    if fitting:
        return CheckedSignature("good", "", tuple(map(person_of, fitting)), fits=True)
    if named and not plain:
        return CheckedSignature("open", "the list has its key for a pattern, which names nobody", fits=True)
    return CheckedSignature("open", "its key is not listed, or was not valid then", fits=True)


def sign(git: Git, payload: bytes) -> bytes | None:
    """A signature with the key with which the user signs commits; None if that is no SSH key.

    The key is git's ``user.signingKey`` where ``gpg.format`` is ``ssh`` (git-config(1)). Raises ``SigningError``.
    """
    key = git.ask("config", "--type=path", "user.signingKey")
    if git.ask("config", "gpg.format") != "ssh" or not key:
        return None
    with Scratch() as folder:
        literal = key.removeprefix("key::")
        is_literal = literal != key or key.startswith("ssh-")
        if is_literal:  # the agent has the other half
            file = Path(folder, "key.pub")
            file.write_text(f"{literal}\n", encoding="utf-8")
            key = str(file)
        try:
            command = ("ssh-keygen", "-Y", "sign", "-n", NAMESPACE, "-f", key, *(("-U",) if is_literal else ()))
            status, output = run(command, payload)
        except FileNotFoundError:
            raise SigningError("ssh-keygen is not installed here") from None
    if status or not output.startswith("-----BEGIN SSH SIGNATURE-----"):
        raise SigningError(printable(f"ssh-keygen did not sign with {git.ask('config', 'user.signingKey')!r}"))
    return output.encode()


def fingerprint(signature: bytes) -> str:
    """The key of a signature as ``ssh-keygen -l`` writes it: ``SHA256:…``; empty if it can't be read."""
    key = key_in(signature)
    digest = hashlib.sha256(base64.b64decode(key)).digest() if key else b""
    return f"SHA256:{base64.b64encode(digest).decode().rstrip('=')}" if digest else ""


def run(command: Sequence[str], feed: bytes, **environment: str) -> tuple[int, str]:
    """The exit code of a program and its output. Raises ``FileNotFoundError`` if it is not installed."""
    done = subprocess.run(  # noqa: S603 - the callers name programs and options of their own
        [program(command[0]), *command[1:]],
        input=feed,
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )
    return done.returncode, done.stdout.decode("utf-8", "replace")
