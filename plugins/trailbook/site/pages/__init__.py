"""The pages of the site: each file renders one kind as Markdown or HTML. ``site.catalogue`` lists all of them.

- ``application_playbooks``  the playbook of each application, generated from its records
- ``board``  the figures of the dashboards
- ``changes_page``  what changed, week by week
- ``counted_indicators``  pages with indicators that are counted from the history
- ``dashboards``  the dashboards for leadership, security and makers
- ``drift_page``  settings that deviate from the templates
- ``due_page``  all that is due, and its calendars
- ``gap_page``  gaps in the trail, and the rules for effects on risk
- ``item_pages``  each threat and each control
- ``lessons_page``  what came of incidents and exercises
- ``may_i_page``  which service may be connected, with which data
- ``record_blocks``  the blocks ``register`` and ``overview``
- ``record_pages``  each record, each register, and the lists of items
- ``registers``  the columns of each register
- ``release_page``  the page of a release, as the site has it
- ``releases_page``  all releases, compared in the browser
- ``reviews_page``  the calendar of reviews
- ``risk_pages``  the risk register, the state of risk, the scheme, coverage
- ``role_pages``  what each role does, learns and is bound by
- ``rules_page``  the rules that propose threats
- ``sign_offs_page``  whose agreement changes need
- ``sources_page``  the repositories that records come from, and the units of the organisation
- ``trail_pages``  each trail, each year, and the log of decisions
- ``trail_pictures``  what changed in a threat model, as a picture
"""
