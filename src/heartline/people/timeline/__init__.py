"""What happened, newest first, in words."""
