"""The knowledge base as OSCAL 1.2.1 (NIST Open Security Controls Assessment Language), in JSON.

The documents say only what records and commits hold. Where OSCAL requires more, they say that it is unknown.
The models are those of https://github.com/usnistgov/OSCAL/tree/v1.2.1/src/metaschema.
"""
