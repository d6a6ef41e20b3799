"""Releases: assessing the risk of a version, tagging it, publishing every version, building any commit again."""
