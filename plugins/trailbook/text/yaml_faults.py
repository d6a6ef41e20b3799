"""What the YAML reader complains about, said to somebody who never read the YAML specification."""

from yaml.error import Mark, MarkedYAMLError

_FIRST_CHARACTERS = {
    "\t": "a tab; indent with spaces",
    "@": "a value can't begin with '@'; put it in quotes",
    "`": "a value can't begin with '`'; put it in quotes",
    "%": "a value can't begin with '%'; put it in quotes",
}
_PROBLEMS = {
    "mapping values are not allowed in this context": (
        "a ': ' where no key can stand; put a value that holds ': ' in quotes, and check the indentation"
    ),
    "found undefined alias": "a value can't begin with '*'; put it in quotes",
    "but found another document": "a second '---'; one file holds one record",
    "did not find expected <document start>": "text after '...', which ends the record",
    "found unexpected end of stream": "a quote that is never closed",
    "did not find expected ',' or ']'": "a '[' whose list has no ']' or lacks a comma",
    "did not find expected ',' or '}'": "a '{' that has no '}' or lacks a comma",
    "did not find expected '-' indicator": "a line that fits neither the list above it nor its indentation",
    "did not find expected node content": "a '[', '{' or ',' with nothing behind it that can stand there",
    "found a tab character that violates indentation": "a tab; indent with spaces",
    "found a tab character where an indentation space is expected": "a tab; indent with spaces",
    "did not find expected key": "a line that fits nothing above it; check its indentation, and the quotes before it",
}
_OPENED = ("found unexpected end of stream", "did not find expected ',' or ']'", "did not find expected ',' or '}'")


def fault_of(error: MarkedYAMLError, text: str) -> tuple[str, Mark | None]:
    """What is wrong in plain words, and where: at what was opened, if it was never closed."""
    problem = str(error.problem or error.context)
    mark = error.problem_mark or error.context_mark
    if problem in _OPENED:
        mark = error.context_mark or mark
    if problem == "found character that cannot start any token" and mark:
        lines = text.split("\n")
        character = lines[mark.line][mark.column : mark.column + 1] if mark.line < len(lines) else ""
        return _FIRST_CHARACTERS.get(character, problem), mark
    return _PROBLEMS.get(problem, problem), mark
