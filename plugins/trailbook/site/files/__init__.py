"""The files of a site that are not pages: data, feeds, permanent addresses, styles and scripts.

- ``assets``  styles, scripts and fonts
- ``atom_feed``  the decisions as a feed
- ``board_report``  the board page as PDF
- ``decisions_json``  the decisions as data for the log, and as a table
- ``incident_mode``  playbooks that respond, as pages of their own
- ``knowledge_json``  all records, links and revisions as data
- ``missing_page``  what a host shows for an address at which there is nothing
- ``pagefind_index``  the index of which browsers load parts
- ``permanent_links``  the addresses of ids
- ``places_json``  where everything with a name is, and what has moved
- ``search_index``  what is searched, and how it is stated
- ``search_pages``  what is known of pages for the search
"""
