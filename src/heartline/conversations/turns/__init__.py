"""Whose turn it is: one small state machine for every thread, so that nobody is spoken over and nobody is left waiting."""
