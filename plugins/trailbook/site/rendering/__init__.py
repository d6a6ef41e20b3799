"""Turns records and decisions into Markdown and HTML. Nothing here knows a generator.

- ``asked``  what a page asks of the records, so that it is known when it would be the same
- ``asked_trails``  what a page asks of the trails
- ``blocks``  fenced ``trailbook`` blocks in any page, and the functions that fill them
- ``body``  the Markdown body of a record, with additions at its items
- ``decision_html``  dates, approvals and badges of decisions
- ``edit_suggestion``  how to suggest a change to a page
- ``environment``  the Jinja environment, and ``render``
- ``filters``  what templates do with values
- ``forge``  addresses of commits, pull requests and source files
- ``in_words``  texts in which references are titles
- ``indicator_html``  what pages show of an indicator
- ``kept_texts``  texts of pages, kept from one build to the next
- ``layout``  pages of ready HTML filled into the frames of a theme
- ``markup``  texts of records as escaped HTML and Markdown
- ``navigation``  folders in ``nav``
- ``page``  pages before a generator sees them, and their addresses
- ``parts``  the rows that a page has too many of, on pages beside it
- ``picture_blocks``  the blocks that are pictures and charts
- ``searchable``  a page without what is not searched
- ``security_policy``  the Content-Security-Policy of a page
- ``sitemap``  the path of each record, and links between pages
- ``trail_site``  the trails of a site, with the paths of their pages
- ``trail_view``  what templates ask about decisions
- ``sentences``  what rules, pictures and scripts say, in the language of a site
- ``translation``  the texts of templates in the language of a site
- ``view``  what templates ask about records
- ``way_in``  the red way to the playbooks that respond
"""
