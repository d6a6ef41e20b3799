"""Drift: the settings that were exported from a platform, compared with the templates that policies name.

``detection`` is where to start; ``model`` holds what comes out.
"""
