"""Which key an OpenPGP signature names, read from its packet without checking anything.

Checking takes a process for each signature, and nearly all signatures in a history are a forge's. Knowing which
were made by the same key shows for which of them git has to be asked.
"""

import binascii
from collections.abc import Iterator

_BEGIN, _END = "-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----"
_SIGNATURE = 2
_KEY_ID, _FINGERPRINT = 16, 33


def issuer_of(armoured: str) -> str | None:
    """The id of the key that a signature names, 16 hexadecimal digits in capitals.

    None for anything but one signature of version 4 that names one key: then somebody else has to look. The
    format is that of RFC 9580, sections 4.2 (packets), 5.2.3 (signatures) and 6.2 (armour).
    """
    try:
        packet = _packet(_without_armour(armoured))
        issuers = {issuer for kind, body in _subpackets(packet) if (issuer := _issuer(kind, body))}
    except (ValueError, IndexError):
        return None
    return issuers.pop() if len(issuers) == 1 else None


def _without_armour(text: str) -> bytes:
    lines = [line.strip() for line in text.strip().split("\n")]
    if lines[0] != _BEGIN or lines[-1] != _END:
        raise ValueError
    body = lines[lines.index("") + 1 : -1]
    return binascii.a2b_base64("".join(line for line in body if not line.startswith("=")), strict_mode=True)


def _packet(data: bytes) -> bytes:
    """The body of the one packet that the data are."""
    head = data[0]
    if head & 0xC0 == 0xC0:
        tag, (length, start) = head & 0x3F, _length(data, 1)
    else:
        tag, size = head >> 2 & 0x0F, 1 << (head & 3)
        length, start = int.from_bytes(data[1 : 1 + size], "big"), 1 + size
    if tag != _SIGNATURE or start + length != len(data) or data[start] != 4:
        raise ValueError
    return data[start:]


def _subpackets(packet: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and body of what the signature states, in its signed part and in the other."""
    place = 4
    for _ in range(2):
        end = place + 2 + int.from_bytes(packet[place : place + 2], "big")
        place += 2
        while place < end:
            length, place = _length(packet, place)
            yield packet[place] & 0x7F, packet[place + 1 : place + length]
            place += length


def _length(data: bytes, place: int) -> tuple[int, int]:
    """A length of one, two or five bytes, and the place behind it."""
    first = data[place]
    if first < 192:
        return first, place + 1
    if first < 255:
        return (first - 192 << 8) + data[place + 1] + 192, place + 2
    return int.from_bytes(data[place + 1 : place + 5], "big"), place + 5


def _issuer(kind: int, body: bytes) -> str | None:
    is_id = kind == _KEY_ID and len(body) == 8
    is_fingerprint = kind == _FINGERPRINT and len(body) == 21
    return body[-8:].hex().upper() if is_id or is_fingerprint else None
