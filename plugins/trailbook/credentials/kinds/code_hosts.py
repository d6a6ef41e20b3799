"""Credentials of hosts for code, packages and tickets."""

from trailbook.credentials.kind import Kind, part, token

KINDS = (
    Kind(
        "github-token",
        "a token of GitHub",
        ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
        token(r"gh[pousr]_[A-Za-z0-9]{36,251}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}"),
        "the account's settings, developer settings",
    ),
    Kind(
        "gitlab-token",
        "a token of GitLab",
        ("glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-", "glimt-", "glagent-", "glsoat-", "gloas-"),
        part(r"(?<![\w-])gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat|oas)-[\w-]{20,}(?:\.[0-9a-z]{2}\.[0-9a-z]{7,9})?"),
        "the access tokens of its user, project or group",
    ),
    Kind(
        "atlassian-token",
        "a token of Atlassian",
        ("ATATT3x", "ATCTT3x", "ATBB"),
        part(r"(?<![\w-])(?:AT[AC]TT3x[\w=-]{80,250}|ATBB[A-Za-z0-9]{32}(?![\w-]))"),
        "the Atlassian account, security, API tokens",
    ),
    Kind(
        "npm-token",
        "a token of npm",
        ("npm_",),
        token(r"npm_[A-Za-z0-9]{36}"),
        "the npm account, access tokens",
    ),
    Kind(
        "pypi-token",
        "a token of PyPI",
        ("pypi-AgE",),
        part(r"(?<![\w-])pypi-AgE[\w-]{50,300}"),
        "the PyPI account, API tokens",
    ),
    Kind(
        "linear-key",
        "an API key of Linear",
        ("lin_api_", "lin_oauth_"),
        token(r"lin_(?:api|oauth)_[A-Za-z0-9]{32,64}"),
        "the Linear settings, security and access",
    ),
    Kind(
        "grafana-token",
        "a token of Grafana",
        ("glsa_", "glc_eyJ"),
        part(r"(?<![\w-])(?:glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}|glc_eyJ[A-Za-z0-9+/=]{30,400})"),
        "Grafana, service accounts, or the access policies of the cloud portal",
    ),
)
