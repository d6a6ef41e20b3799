"""What records are: their kinds, how they are read from files, checked and linked.

This room knows no git and no MkDocs. ``load(root)`` turns folders of YAML and Markdown into a
``KnowledgeBase``; nothing here writes anything.
"""

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import FOLDERS, load
from trailbook.records.model import Item, Record
from trailbook.records.problem import Problem

__all__ = ["FOLDERS", "Item", "KnowledgeBase", "Problem", "Record", "load"]
