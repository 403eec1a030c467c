"""Who works here: their role, when they last signed in, and the end of their access."""
