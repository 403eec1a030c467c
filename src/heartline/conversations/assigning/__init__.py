"""What waits, shared out among those who are here: fairly, to who can answer it, never more than they have room for."""
