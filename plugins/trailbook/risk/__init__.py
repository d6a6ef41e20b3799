"""The risk of a knowledge base: what rules find, how threats are rated, what is done about them, and what is due.

- ``scoring``     how a rating becomes a level: by a matrix, or by the OWASP Risk Rating Methodology
- ``threats``     the rules that propose threats, and the findings they give
- ``register``    every threat once: what is above the appetite, what is done about it, what covers it
- ``reviews``     when each record was reviewed, and when it has to be reviewed next
- ``indicators``  observations over time: states, trends, and when they ask for a review
- ``lessons``     what came of incidents and exercises
- ``playbooks``   the steps that rules generate for an application, checklists, and plain language
- ``overview``    the whole knowledge base: applications, what is due, and the indicators computed from it
"""
