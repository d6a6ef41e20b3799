"""Made-up credentials of every kind, put together from parts, so that no file here holds one.

A form is a list of fixed parts and of made ones: an alphabet and how many characters of it.
"""

from random import Random
from string import ascii_letters, ascii_lowercase, ascii_uppercase, digits

from hypothesis import strategies as st

ALNUM = ascii_letters + digits
HEX = "abcdef" + digits
URL64 = ALNUM + "-_"
BASE64 = ALNUM + "+/"
Form = list[str | tuple[str, int]]
UUID: Form = [(HEX, 8), "-", (HEX, 4), "-", (HEX, 4), "-", (HEX, 4), "-", (HEX, 12)]

FORMS: list[tuple[str, Form]] = [
    ("aws-access-key", ["AK", "IA", (ascii_uppercase + "234567", 16)]),
    ("azure-client-secret", [(ALNUM, 3), "8", "Q", "~", (ALNUM + "_", 33), (ALNUM, 1)]),
    ("azure-account-key", ["Account", "Key=", (BASE64, 86), "=="]),
    ("azure-shared-key", ["SharedAccess", "Key=", (BASE64, 43), "="]),
    ("signed-url", ["https://prod-01.logic.example/workflows/run?sp=run&sv=1.0&s", "ig=", (URL64, 43)]),
    ("google-api-key", ["AI", "za", (URL64, 34), (ALNUM, 1)]),
    ("google-client-secret", ["GOC", "SPX-", (ALNUM, 28)]),
    ("digitalocean-token", ["dop", "_v1_", (HEX, 64)]),
    ("databricks-token", ["da", "pi", (HEX, 32)]),
    ("vault-token", ["hv", "s.", (ALNUM, 90)]),
    ("supabase-key", ["sb", "p_", (HEX, 40)]),
    ("github-token", ["gh", "p_", (ALNUM, 36)]),
    ("github-token", ["github", "_pat_", (ALNUM, 22), "_", (ALNUM, 59)]),
    ("gitlab-token", ["gl", "pat-", (ALNUM, 20)]),
    ("atlassian-token", ["ATA", "TT3x", (URL64, 180)]),
    ("npm-token", ["np", "m_", (ALNUM, 36)]),
    ("pypi-token", ["pypi-", "AgE", (URL64, 140)]),
    ("linear-key", ["lin_", "api_", (ALNUM, 40)]),
    ("grafana-token", ["gl", "sa_", (ALNUM, 32), "_", (HEX, 8)]),
    ("slack-token", ["xo", "xb-", (digits, 12), "-", (digits, 12), "-", (ALNUM, 24)]),
    ("slack-webhook", ["https://hooks.", "slack.com/services/T", (ALNUM, 10), "/B", (ALNUM, 10), "/", (ALNUM, 24)]),
    (
        "teams-webhook",
        [
            "https://acme.webhook",
            ".office.com/webhookb2/",
            *UUID,
            "@",
            *UUID,
            "/IncomingWebhook/",
            (HEX, 32),
            "/",
            *UUID,
        ],
    ),
    ("discord-webhook", ["https://discord", ".com/api/webhooks/", (digits, 18), "/", (URL64, 68)]),
    ("telegram-token", [(digits, 10), ":A", "A", (ALNUM, 33)]),
    ("sendgrid-key", ["S", "G.", (URL64, 22), ".", (ALNUM, 43)]),
    ("mailchimp-key", [(HEX, 32), "-u", "s12"]),
    ("mailgun-key", ["ke", "y-", (HEX, 32)]),
    ("twilio-key", ["S", "K", (HEX, 32)]),
    ("airtable-token", ["pa", "t", (ALNUM, 14), ".", (HEX, 64)]),
    ("notion-token", ["nt", "n_", (ALNUM, 46)]),
    ("hubspot-token", ["pat", "-na1-", *UUID]),
    ("zapier-hook", ["https://hooks.", "zapier.com/hooks/catch/", (digits, 7), "/", (ascii_lowercase + digits, 20)]),
    ("make-hook", ["https://hook.eu1.", "make.com/", (ascii_lowercase + digits, 32)]),
    ("ifttt-key", ["https://maker.", "ifttt.com/trigger/door/with/key/", (ALNUM, 22)]),
    ("shopify-token", ["shp", "at_", (HEX, 32)]),
    ("salesforce-session", ["00", "D", (ALNUM, 12), "!", (ALNUM, 96)]),
    ("stripe-key", ["sk_", "live_", (ALNUM, 24)]),
    ("typeform-token", ["tf", "p_", (ALNUM, 44)]),
    ("figma-token", ["fi", "gd_", (ALNUM, 43)]),
    ("okta-token", ["SS", "WS 00", (ALNUM, 40)]),
    ("anthropic-key", ["sk-", "ant-api03-", (URL64, 93)]),
    ("openai-key", ["sk-", "proj-", (ALNUM, 120)]),
    ("hugging-face-token", ["h", "f_", (ascii_letters, 34)]),
    ("private-key", ["-----BEGIN RSA PRI", "VATE KEY-----\n", (BASE64, 64), "\n", (BASE64, 64), "\n-----END"]),
    ("json-web-token", ["ey", "J", (ALNUM, 30), ".ey", "J", (ALNUM, 60), ".", (URL64, 43)]),
    ("url-password", ["postgres:/", "/app:", (ALNUM, 20), "@db.internal.example/app"]),
    ("authorization-header", ["Author", "ization: Bearer ", (ALNUM, 40)]),
    ("named-value", ["client_sec", "ret: ", (ALNUM, 39), "4"]),
]


def random_credentials(form: Form) -> st.SearchStrategy[str]:
    """Texts of a form, as even as those that machines make."""
    return st.integers(0, 2**64).map(lambda seed: written(form, Random(seed)))


def written(form: Form, random: Random) -> str:
    """One text of a form."""
    return "".join(part if isinstance(part, str) else "".join(random.choices(*part[:1], k=part[1])) for part in form)
