"""Credentials of cloud platforms."""

from trailbook.credentials.kind import Kind, part, token

KINDS = (
    Kind(
        "aws-access-key",
        "an access key of AWS",
        ("AKIA", "ASIA"),
        token(r"(?:AKIA|ASIA)[A-Z2-7]{16}"),
        "IAM, security credentials of its user",
    ),
    Kind(
        "azure-client-secret",
        "a client secret of Microsoft Entra",
        ("Q~",),
        part(r"(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}(?![\w~-])"),
        "Entra, app registrations, certificates and secrets",
    ),
    Kind(
        "azure-account-key",
        "the account key of an Azure storage account",
        ("AccountKey=",),
        part(r"AccountKey=(?P<secret>[A-Za-z0-9+/]{86}==)"),
        "the storage account, access keys: rotate both",
    ),
    Kind(
        "azure-shared-key",
        "a shared access key of Azure",
        ("SharedAccessKey=",),
        part(r"SharedAccessKey=(?P<secret>[A-Za-z0-9+/]{43}=)"),
        "shared access policies of the namespace or hub",
    ),
    Kind(
        "signed-url",
        "a URL with the signature that lets anybody in (a trigger of Power Automate or Logic Apps, a SAS of Azure)",
        ("sig=",),
        part(r"[?&](?:amp;)?sig=(?P<secret>[A-Za-z0-9%/+_-]{40,120})"),
        "the access keys of the workflow or storage account: regenerate them",
    ),
    Kind(
        "google-api-key",
        "an API key of Google",
        ("AIza",),
        part(r"(?<![\w-])AIza[\w-]{35}(?![\w-])"),
        "the Google Cloud console, APIs and services, credentials",
    ),
    Kind(
        "google-client-secret",
        "an OAuth client secret of Google",
        ("GOCSPX-",),
        part(r"(?<![\w-])GOCSPX-[\w-]{28}(?![\w-])"),
        "the Google Cloud console, APIs and services, credentials",
    ),
    Kind(
        "digitalocean-token",
        "a token of DigitalOcean",
        ("_v1_",),
        token(r"do[opr]_v1_[0-9a-f]{64}"),
        "the control panel, API, tokens",
    ),
    Kind(
        "databricks-token",
        "a token of Databricks",
        ("dapi",),
        token(r"dapi[0-9a-f]{32}(?:-\d)?"),
        "the user settings of the workspace, developer, access tokens",
    ),
    Kind(
        "vault-token",
        "a token of HashiCorp Vault",
        ("hvs.", "hvb.", "hvr."),
        part(r"(?<![\w.-])hv[sbr]\.[\w-]{24,200}"),
        "Vault: 'vault token revoke'",
    ),
    Kind(
        "supabase-key",
        "a secret key of Supabase",
        ("sbp_", "sb_secret_"),
        token(r"sbp_[0-9a-f]{40}|sb_secret_[\w-]{20,64}"),
        "the project settings, API keys, or the account's access tokens",
    ),
)
