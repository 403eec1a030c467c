"""Take people, staff and places over from another system: matched with those known, never guessed, nothing doubled."""
