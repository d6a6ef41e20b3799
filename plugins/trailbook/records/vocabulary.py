"""The closed lists of words that records may use, and how each word reads on a page.

Literals rather than enums, because the file, the JSON Schema, error messages and pages all use the words themselves.
"""

from typing import Literal, get_args

Status = Literal["draft", "active", "retired"]
Role = Literal["maker", "reviewer", "platform-admin", "data-owner", "incident-responder", "leadership"]
Cadence = Literal["monthly", "quarterly", "half-yearly", "yearly"]
Sensitivity = Literal["public", "internal", "confidential", "restricted"]
Severity = Literal["low", "medium", "high", "critical"]
Obligation = Literal["must", "should", "may"]

Likelihood = Literal["rare", "unlikely", "possible", "likely", "almost-certain"]
Impact = Literal["negligible", "minor", "moderate", "major", "severe"]

ComponentType = Literal[
    "person", "screen", "form", "automation", "agent", "connector", "data-store", "service", "external-service"
]
OUTSIDE: tuple[ComponentType, ...] = ("person", "external-service")
"""Components outside every boundary of an application."""
ThreatCategory = Literal[
    "account-misuse",
    "weak-access-control",
    "data-leakage",
    "misconfiguration",
    "injection",
    "untrusted-component",
    "unsafe-data-handling",
    "orphaned-asset",
    "missing-logging",
    "loss-of-service",
]
ThreatState = Literal["open", "in-discussion", "in-progress", "mitigated", "accepted", "false-positive"]
MitigationState = Literal["proposed", "planned", "in-progress", "implemented", "verified", "withdrawn"]
ActionState = Literal["open", "in-progress", "done", "dropped"]
SignOffState = Literal["pending", "given", "declined"]
ExceptionState = Literal["requested", "approved", "refused", "ended"]
VettingState = Literal["proposed", "in-review", "approved", "restricted", "blocked", "retired"]
ShownVetting = Literal["proposed", "in-review", "approved", "on-conditions", "blocked", "retired"]
Measure = Literal[
    "agreed-by-nobody",
    "changes-with-a-reason",
    "connectors-past-certification",
    "exceptions-in-force",
    "reviews-overdue",
]

# The facts that a threat model may state, for rules to judge.

Audience = Literal["named-people", "group", "organisation", "guests", "public"]
Split = Literal["whole", "rows", "fields"]
Origin = Literal["own", "copied", "template", "marketplace", "generated"]
Trigger = Literal["person", "schedule", "record-change", "message", "web-request"]
RecordChange = Literal["create", "update", "delete"]
SecretPlace = Literal["none", "vault", "connection", "setting", "plain"]
LogPlace = Literal["none", "run-history", "platform", "central"]
Keeper = Literal["team", "deputised", "one-person", "nobody"]
Backup = Literal["none", "untested", "tested"]
Group = Literal["business", "non-business", "blocked", "none"]
Rhythm = Literal["never", "monthly", "quarterly", "half-yearly", "yearly"]
Tool = Literal["read-records", "write-records", "send-messages", "fetch-addresses", "start-automations", "run-code"]
Memory = Literal["none", "per-person", "shared"]
AccountKind = Literal["user", "maker", "shared", "service", "anonymous"]
Rights = Literal["least", "wider", "administrative"]
Credential = Literal["none", "password", "key", "certificate", "delegated", "managed"]
Transport = Literal["encrypted", "unchecked", "plain"]
Reading = Literal[
    "text", "formula", "query", "markup", "expression", "command", "address", "file", "prompt", "identity"
]
Environment = Literal["default", "personal", "development", "test", "production"]
ChangePath = Literal["direct", "reviewed"]
SignIn = Literal["none", "link", "key", "password", "single-sign-on", "multi-factor"]

CADENCE_MONTHS: dict[str, int] = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}

ROLE_TITLES: dict[str, str] = {
    "maker": "Maker",
    "reviewer": "Reviewer",
    "platform-admin": "Platform admin",
    "data-owner": "Data owner",
    "incident-responder": "Incident responder",
    "leadership": "Leadership",
}

SENSITIVITIES: tuple[Sensitivity, ...] = get_args(Sensitivity)
ROLES: tuple[str, ...] = get_args(Role)


def words(value: str) -> str:
    """How a word of these lists reads in running text: ``almost-certain`` becomes ``almost certain``."""
    return value.replace("-", " ")
