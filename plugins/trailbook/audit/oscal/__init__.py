"""The knowledge base as OSCAL 1.2.1 (NIST Open Security Controls Assessment Language), in JSON.

Only what records and commits hold is told. What OSCAL requires and they don't know is said where it stands.
The models are those of https://github.com/usnistgov/OSCAL/tree/v1.2.1/src/metaschema.
"""
