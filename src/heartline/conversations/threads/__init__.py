"""What is said: conversations, their messages, the notes that staff keep beside them, and whose turn it is."""
