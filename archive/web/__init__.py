"""The web application: Flask and Jinja, rendered here, useful without JavaScript; one blueprint per audience.

How to add a page: docs/web.md.
"""
