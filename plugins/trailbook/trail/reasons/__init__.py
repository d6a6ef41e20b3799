"""Why a decision was made, as the messages of its commit and of the merges that took it in say it.

- ``messages``  a message taken apart: title, prose, trailers
- ``quotations``  what in a message is another commit's, quoted
- ``filler``  what in a message says nothing
- ``filler_words``  the words that say nothing, by language
- ``rationale``  the reason that is left, from the strongest source to the weakest, and what a commit answers
"""
