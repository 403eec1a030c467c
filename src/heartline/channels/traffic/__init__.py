"""What every provider's folder shares: a message in, a message out, what became of it, when to try again and how fast."""
