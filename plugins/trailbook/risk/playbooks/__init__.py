"""Playbooks that the rules write for an application, checklists, and whether steps read easily."""
