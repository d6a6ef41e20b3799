"""Playbooks: the steps that rules generate for an application, checklists, and whether steps are easy to read."""
