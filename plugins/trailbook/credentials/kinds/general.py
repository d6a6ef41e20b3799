"""Credentials in forms that are not specific to a service."""

from trailbook.credentials.kind import Kind, part

_BASE64URL = r"[A-Za-z0-9_-]"

KINDS = (
    Kind(
        "private-key",
        "a private key",
        ("PRIVATE KEY",),
        part(
            r"-----BEGIN (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:\\r|\\n|[\s\"'>|])*"
            r"(?:[A-Za-z-]{3,20}: [^\n]{0,200}\n\s*){0,5}(?P<secret>[A-Za-z0-9+/=]{20}[A-Za-z0-9+/=\\\s]{0,8000})"
        ),
        "wherever its public half is trusted: remove that, and make a new pair",
    ),
    Kind(
        "json-web-token",
        "a JSON web token (RFC 7519)",
        ("eyJ",),
        part(rf"(?<![\w-])eyJ{_BASE64URL}{{10,2000}}\.eyJ{_BASE64URL}{{10,8000}}\.{_BASE64URL}{{20,2000}}"),
        "the service that issued it: end the session, or change the signing key",
    ),
    Kind(
        "url-password",
        "a password in a URL",
        ("://",),
        part(r"(?<=[A-Za-z])://[^\s/:@\"'<>`]{0,80}:(?P<secret>[^\s/@\"'<>`]{4,200})@[A-Za-z0-9\[]"),
        "the account that the URL names: change its password",
    ),
    Kind(
        "authorization-header",
        "the value of an Authorization header",
        ("uthorization",),
        part(
            r"[Aa]uthorization[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?:[Bb]earer|[Bb]asic|[Tt]oken)\s{1,3}(?P<secret>[\w+/=.~-]{16,2000})"
        ),
        "the service that is called: revoke the token, or change the password",
    ),
)
