"""Credentials of services with which no-code applications are built and connected."""

from trailbook.credentials.kind import Kind, part, token

KINDS = (
    Kind(
        "airtable-token",
        "a personal access token of Airtable",
        ("pat",),
        part(r"(?<![\w.-])pat[A-Za-z0-9]{14}\.[0-9a-f]{64}(?![\w-])"),
        "Airtable's builder hub, personal access tokens",
    ),
    Kind(
        "notion-token",
        "a token of a Notion integration",
        ("ntn_", "secret_"),
        token(r"ntn_[A-Za-z0-9]{40,60}|secret_[A-Za-z0-9]{43}"),
        "Notion, my integrations",
    ),
    Kind(
        "hubspot-token",
        "a token of a HubSpot app",
        ("pat-na", "pat-eu", "pat-ap"),
        part(r"(?<![\w-])pat-(?:na|eu|ap)\d-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])"),
        "the HubSpot settings, integrations, private apps: rotate",
    ),
    Kind(
        "zapier-hook",
        "a hook that starts a Zap",
        ("hooks.zapier.com/",),
        part(r"hooks\.zapier\.com/(?P<secret>hooks/(?:catch|standard)/\d{3,12}/[A-Za-z0-9]{5,64})"),
        "the trigger of the Zap: make a new one",
    ),
    Kind(
        "make-hook",
        "a hook that starts a scenario of Make",
        (".make.com/", ".integromat.com/"),
        part(r"hook\.(?:[a-z0-9]{2,6}\.)?(?:make|integromat)\.com/(?P<secret>[a-z0-9]{24,64})(?![A-Za-z0-9])"),
        "the webhooks of the organisation: delete it and make a new one",
    ),
    Kind(
        "ifttt-key",
        "a key of IFTTT webhooks",
        ("maker.ifttt.com/",),
        part(r"maker\.ifttt\.com/trigger/[^/\s]{1,100}/(?:json/)?with/key/(?P<secret>[\w-]{20,64})"),
        "the settings of the webhooks service: edit connection",
    ),
    Kind(
        "shopify-token",
        "a token of Shopify",
        ("shp",),
        token(r"shp(?:at|ca|pa|ss)_[0-9a-f]{32}"),
        "the store's admin, apps, API credentials",
    ),
    Kind(
        "salesforce-session",
        "a session of Salesforce",
        ("00D",),
        part(r"(?<![\w.])00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?![\w.]{80,180}"),
        "Salesforce setup, session management, and the connected app's tokens",
    ),
    Kind(
        "stripe-key",
        "a secret key of Stripe",
        ("k_live_", "k_test_", "whsec_"),
        token(r"[sr]k_(?:live|test)_[A-Za-z0-9]{16,250}|whsec_[A-Za-z0-9]{32,64}"),
        "the Stripe dashboard, developers, API keys: roll it",
    ),
    Kind(
        "typeform-token",
        "a token of Typeform",
        ("tfp_",),
        part(r"(?<![\w-])tfp_[\w-]{32,60}"),
        "the Typeform account, personal tokens",
    ),
    Kind(
        "figma-token",
        "a token of Figma",
        ("figd_",),
        part(r"(?<![\w-])figd_[\w-]{40,60}"),
        "the Figma settings, personal access tokens",
    ),
    Kind(
        "okta-token",
        "an API token of Okta",
        ("SSWS ",),
        part(r"SSWS (?P<secret>00[\w-]{40})(?![\w-])"),
        "the Okta admin console, security, API, tokens",
    ),
)
