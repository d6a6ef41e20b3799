"""The four plugins, and all else that imports MkDocs; nothing outside this folder does.

- ``records_plugin``, ``diagrams_plugin``, ``playbooks_plugin``, ``trail_plugin``  the plugins
- ``audience``  a build that reads a copy without what its readers must not see
- ``blocks``  the blocks of a page filled
- ``build``  a site built in this process or in another
- ``build_cache``  what is kept of a build for the next
- ``build_guards``  what every build begins with, and keeps to: links, texts that end, lines of the log
- ``content_policy``  a Content-Security-Policy in every page
- ``edited_first``  the pages of an edited file before the rest, while a site is served
- ``files``  pages and files added to a site, problems reported
- ``former_site``  the site of the build before, which is written over
- ``kept_entries``  what Material's search made of each page
- ``labelled_tables``  the heads of a Markdown table at its cells, for narrow screens
- ``link_guard``  no link brings in what is not the repository's
- ``navigation_lists``  the pages of a long section in the navigation, laid out once
- ``neighbours``  the order among other plugins, and text that some would evaluate
- ``option_types``  options of plugins as MkDocs validates them
- ``page_parts``  the rows that a page has too many of, written beside it
- ``ready_html``  the HTML of Trailbook's own pages, which is not read as Markdown
- ``reference_links``  the links of a page with very many references
- ``search_plugin``  what search plugins read of a page, and what is added to what they wrote
- ``serving``  problems on the pages themselves while a site is served
- ``theme_frame``  the theme around pages that MkDocs does not know, and the way in that every page has
- ``theme_inputs``  all that a theme lays out a page from
- ``theme_templates``  its templates compiled once, and its files found
- ``unchanged``  a site left as it is where nothing has changed
- ``workspace``  the workspace of a build

Where ProperDocs is installed, it builds what Trailbook builds: it answers to the name ``mkdocs`` then, as it does for
plugins when it runs by itself. Source: https://github.com/ProperDocs/properdocs, ``properdocs/replacement.py``
"""

import sys
from importlib import import_module
from importlib.util import find_spec

if "mkdocs" not in sys.modules and find_spec("properdocs"):
    import_module("properdocs")
    import_module("properdocs.replacement")
