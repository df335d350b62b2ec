"""How fast the page answers: `python -m page.measure` starts `app.py` and asks it questions."""
