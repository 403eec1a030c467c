"""What goes out: the only path to a patient, asked for consent and sensitivity, once, and what became of it."""
