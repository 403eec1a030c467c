"""Phone calls: who is on the line, who waits, who wants to be called back, and what was left as a message."""
