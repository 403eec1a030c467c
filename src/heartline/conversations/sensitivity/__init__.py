"""How much of anything may be shown, by which door, to whom: one policy for everything that renders."""
