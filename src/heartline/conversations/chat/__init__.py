"""Live chat on the clinic's website: visitors whom nobody knows yet, what they say and are shown, and where it may stand."""
