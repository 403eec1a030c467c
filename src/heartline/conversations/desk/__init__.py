"""Staff's pages of conversations: the inbox, one thread, and what can be done there."""
