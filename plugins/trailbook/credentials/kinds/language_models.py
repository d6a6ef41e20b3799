"""Credentials of services that run language models."""

from trailbook.credentials.kind import Kind, part, token

KINDS = (
    Kind(
        "anthropic-key",
        "a key of Anthropic",
        ("sk-ant-",),
        part(r"(?<![\w-])sk-ant-[a-z]{3,5}\d\d-[\w-]{80,120}"),
        "the Anthropic console, API keys",
    ),
    Kind(
        "openai-key",
        "a key of OpenAI",
        ("sk-proj-", "sk-svcacct-", "sk-admin-", "T3BlbkFJ"),
        part(r"(?<![\w-])sk-(?:(?:proj|svcacct|admin)-[\w-]{40,200}|[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}(?![\w-]))"),
        "the OpenAI platform, API keys",
    ),
    Kind(
        "hugging-face-token",
        "a token of Hugging Face",
        ("hf_",),
        token(r"hf_[A-Za-z]{34}"),
        "the Hugging Face settings, access tokens",
    ),
)
