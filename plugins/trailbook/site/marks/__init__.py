"""What the trail adds to pages: who decided last, and why each item is there.

``trail_marks`` and ``step_marks`` render it, ``html_marks`` and ``markdown_marks`` insert it.
"""
