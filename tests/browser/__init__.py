"""The built knowledge base, as a reader meets it: in a browser, by mouse and by keyboard, in light and in dark."""
