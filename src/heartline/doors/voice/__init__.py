"""The door of phone calls: what a caller hears at each step, and what each step asks of the conversations."""
