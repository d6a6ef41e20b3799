"""From a scene to SVG: what a picture looks like, whatever it shows. ``picture.draw`` does all of it.

- ``arrangement``  the layout that reads best on a page
- ``assets``  the style sheet and the font that pages with pictures need
- ``cards``  cards, tags and frame names, measured
- ``colours``  the colours of a picture without its style sheet
- ``fonts``  the width of texts in the shipped font
- ``geometry``  points, boxes and routes
- ``graph``  a scene as a DOT graph
- ``icons``  line icons
- ``layout``  coordinates from Graphviz
- ``legend``  what marks without words mean
- ``outlines``  the shapes of cards
- ``paint``  a laid-out scene as SVG
- ``parts``  links, lines of text, pills and marks
- ``picture``  the finished picture
- ``png``  a picture as PNG
- ``scene``  nodes, edges and frames before the layout
- ``svg``  escaped elements
- ``wrapping``  text in lines
"""
