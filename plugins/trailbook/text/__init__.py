"""Files as text: YAML, JSON, XML and Markdown read with the place of each value; files written whole or not at all.

This package imports no other package of Trailbook.

- ``code``  what of a Markdown text is code
- ``days``  the form of a day, and when one has passed
- ``errors``  the base of every error that a user can meet
- ``files``  the files of a knowledge base, found and read
- ``forge_text``  text and code for Markdown that a forge renders
- ``json_text``  JSON read, with places
- ``limits``  which Markdown takes too long to render
- ``links``  which symbolic links may be followed
- ``markdown_text``  front matter, sections and anchored items of Markdown
- ``mkdocs_yml``  the configuration of the site as text
- ``model_problems``  what pydantic rejects, as problems
- ``object_ids``  ids of git's objects, as a text names them
- ``output``  JSON, JSON Schema and CSV written
- ``patterns``  regular expressions that are matched in linear time
- ``positions``  places in a file
- ``problem``  one thing that is wrong in one file
- ``processors``  how many there are
- ``prose``  a count with its noun, a list, an article
- ``scratch``  folders for the time of one run
- ``spellings``  text as it is read, however it is spelled
- ``terminal``  text in lines that fit a terminal
- ``unseen``  characters that nobody sees
- ``write``  files and folders written whole or not at all
- ``xml_text``  XML read, with places and without entities
- ``yaml_edits``  YAML edited in place, its layout and comments kept
- ``yaml_text``  YAML read, with places
"""
