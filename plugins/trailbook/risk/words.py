"""What the steps and levels of a risk scheme mean, unless the configuration words them in another way."""

LIKELIHOOD = {
    "rare": "would need several unlikely things at once",
    "unlikely": "has been seen elsewhere, and something here stands in its way",
    "possible": "has been seen elsewhere, and nothing here makes it harder",
    "likely": "expected once in a year or so",
    "almost-certain": "happens already, or takes no effort",
}
IMPACT = {
    "negligible": "nobody outside the team notices",
    "minor": "some hours of work for one team",
    "moderate": "a process stops for days, or internal data reaches the wrong colleagues",
    "major": "confidential data leaves, money is lost, or a duty to report arises",
    "severe": "many people are harmed, or the organisation can't do its work",
}
LEVEL = {
    "critical": "the application does not go live, or is switched off, until it is lower",
    "high": "a mitigation with an owner and a date",
    "medium": "a mitigation, or a reason to live with it, at the next review",
    "low": "nothing beyond the next review",
    "note": "nothing; it is written down so that nobody looks for it again",
}
