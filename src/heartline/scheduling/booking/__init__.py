"""Taking, holding, moving and giving back a time."""
