"""Two revisions of a record compared, as changes in the record's own terms.

- ``change``  one difference, and the values that it carries
- ``compare``  all differences between two revisions: start here
- ``fields``  the differences between two values of a field
- ``list_entries``  which entry of a list is which, and what to call it
- ``sections``  a Markdown record in the parts that are compared
- ``section_matching``  which old section is which new one
- ``section_changes``  what became of the sections
- ``derived``  changes of what no author wrote, such as levels of risk
- ``page_moves``  what one commit moved from one file to another
- ``merges``  what a merge changed by itself
- ``blame``  the decisions on each item, and which one it means what it means since
- ``text_changes``  the differences between two Markdown texts
- ``blocks``  a Markdown text as what it says, without its style
- ``inline``  a line of Markdown as what it says
- ``reordering``  what moved where entries are in another order
- ``similarity``  how alike two texts are, and what kept its order
- ``statements``  a text as sentences and items, and which is which one reworded
- ``word_diff``  what changed between two texts, word by word
"""
