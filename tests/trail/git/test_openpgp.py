import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailbook.trail.git.openpgp import issuer_of

KEY = bytes.fromhex("B5690EEEBB952194")
FINGERPRINT = b"\x04" + bytes(12) + KEY


def subpacket(kind: int, body: bytes) -> bytes:
    return bytes([len(body) + 1, kind]) + body


def signature(signed: bytes, unsigned: bytes, version: int = 4, value: bytes = b"\x00\x08\xff") -> bytes:
    parts = (len(part).to_bytes(2, "big") + part for part in (signed, unsigned))
    return bytes([version, 0, 1, 8]) + b"".join(parts) + b"\x12\x34" + value


def new_format(body: bytes, tag: int = 2) -> bytes:
    length = len(body)
    size = bytes([length]) if length < 192 else bytes([(length - 192 >> 8) + 192, (length - 192) & 0xFF])
    return bytes([0xC0 | tag]) + size + body


def old_format(body: bytes) -> bytes:
    return bytes([0x80 | 2 << 2 | 1]) + len(body).to_bytes(2, "big") + body


def armoured(packets: bytes) -> str:
    lines = base64.encodebytes(packets).decode().strip()
    return f"-----BEGIN PGP SIGNATURE-----\nVersion: any\n\n{lines}\n=w2zp\n-----END PGP SIGNATURE-----\n"


NAMED = {
    "by key id, outside what is signed": signature(b"", subpacket(16, KEY)),
    "by fingerprint, inside what is signed": signature(subpacket(33, FINGERPRINT), b""),
    "both ways": signature(subpacket(2, b"\x66\x00\x00\x00") + subpacket(33, FINGERPRINT), subpacket(16, KEY)),
    "as critical": signature(subpacket(16 | 0x80, KEY), b""),
    "in a long packet": signature(b"", subpacket(16, KEY), value=bytes(512)),
}
OTHER = {
    "two keys": signature(subpacket(33, FINGERPRINT), subpacket(16, KEY[::-1])),
    "no key": signature(subpacket(2, b"\x66\x00\x00\x00"), b""),
    "a signature of another version": signature(b"", subpacket(16, KEY), version=6),
}


@pytest.mark.parametrize("body", NAMED.values(), ids=NAMED)
@pytest.mark.parametrize("packet", [new_format, old_format])
def test_the_key_that_a_signature_names_is_read(packet: type, body: bytes) -> None:
    assert issuer_of(armoured(packet(body))) == "B5690EEEBB952194"


@pytest.mark.parametrize("body", OTHER.values(), ids=OTHER)
def test_what_does_not_name_one_key_is_left_to_git(body: bytes) -> None:
    assert issuer_of(armoured(new_format(body))) is None


def test_two_signatures_and_other_packets_are_left_to_git() -> None:
    body = NAMED["both ways"]
    assert issuer_of(armoured(new_format(body) * 2)) is None
    assert issuer_of(armoured(new_format(body, tag=3))) is None


def test_an_ssh_signature_names_no_openpgp_key() -> None:
    assert issuer_of("-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----") is None


@given(st.binary(max_size=80))
def test_any_bytes_are_a_key_or_none(data: bytes) -> None:
    found = issuer_of(armoured(new_format(data) if len(data) < 192 else data))
    assert found is None or len(found) == 16


@given(st.text())
def test_any_text_is_a_key_or_none(text: str) -> None:
    assert issuer_of(text) is None
