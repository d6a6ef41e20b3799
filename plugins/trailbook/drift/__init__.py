"""Drift: the settings that were exported from a platform, compared with the templates that policies name.

- ``checking``  one check applied to one snapshot
- ``comparisons``  the comparisons that a check can make
- ``detection``  all snapshots compared with their templates: start here
- ``json_schema``  values against a JSON Schema
- ``matching``  which templates apply to which snapshots
- ``model``  the results
- ``origins``  since which commit a setting deviates
- ``policy_exceptions``  which exceptions cover a deviation
- ``practice``  snapshots in which training has the reader spot deviations
- ``snapshots``  the files of settings, and their text without credentials
- ``values``  values of settings: compared, described, hidden
"""
