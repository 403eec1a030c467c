"""The doors: each translates what arrives into a call on the desk, and holds no rule."""
