"""Sites and their opening hours: where to turn, and whether anybody is there now."""
