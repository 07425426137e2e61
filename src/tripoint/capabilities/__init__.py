"""What parties do together, one folder each with the same rooms.

`entries.py` what may be said · `actions.py` what an officer can do · `models.py` the projected tables · `project.py`
entries to tables · `views`, `urls.py`, `templates/` the screens.
"""
