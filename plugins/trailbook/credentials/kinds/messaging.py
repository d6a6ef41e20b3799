"""Credentials of messaging services, and addresses to which anybody who knows them can post."""

from trailbook.credentials.kind import Kind, part, token

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

KINDS = (
    Kind(
        "slack-token",
        "a token of Slack",
        ("xox", "xapp-"),
        part(r"(?<![\w-])(?:xox[a-eoprs]|xoxe\.xox[bp]|xapp)-[\w-]{20,250}"),
        "the Slack app, OAuth and permissions",
    ),
    Kind(
        "slack-webhook",
        "a webhook of Slack",
        ("hooks.slack.com/",),
        part(
            r"hooks\.slack\.com/(?P<secret>(?:services/T\w{6,14}/B\w{6,14}|workflows/T\w{6,14}/A\w{6,14}/\d{10,20}|triggers/T\w{6,14}/\d{10,20})/\w{20,40})"
        ),
        "the Slack app, incoming webhooks",
    ),
    Kind(
        "teams-webhook",
        "a webhook of Microsoft Teams",
        (".webhook.office.com/",),
        part(rf"\.webhook\.office\.com/(?P<secret>webhookb2/{_UUID}@{_UUID}/IncomingWebhook/[0-9a-f]{{32}}/{_UUID})"),
        "the connectors of the channel",
    ),
    Kind(
        "discord-webhook",
        "a webhook of Discord",
        ("/api/webhooks/",),
        part(r"discord(?:app)?\.com/api/webhooks/(?P<secret>\d{17,20}/[\w-]{60,80})"),
        "the integrations of the channel",
    ),
    Kind(
        "telegram-token",
        "a token of a Telegram bot",
        (":AA",),
        part(r"(?<![\w-])\d{8,10}:AA[\w-]{33}(?![\w-])"),
        "BotFather: /revoke",
    ),
    Kind(
        "sendgrid-key",
        "an API key of SendGrid",
        ("SG.",),
        part(r"(?<![\w.-])SG\.[\w-]{22}\.[\w-]{43}(?![\w-])"),
        "the SendGrid settings, API keys",
    ),
    Kind(
        "mailchimp-key",
        "an API key of Mailchimp",
        ("-us",),
        token(r"[0-9a-f]{32}-us\d{1,2}"),
        "the Mailchimp account, extras, API keys",
    ),
    Kind(
        "mailgun-key",
        "an API key of Mailgun",
        ("key-",),
        part(r"(?<![\w-])key-[0-9a-f]{32}(?![\w-])"),
        "the Mailgun account, API security",
    ),
    Kind(
        "twilio-key",
        "an API key of Twilio",
        ("SK",),
        token(r"SK[0-9a-f]{32}"),
        "the Twilio console, API keys",
    ),
)
