"""Choosing a time: what a person filters by, and free times laid out as days and parts of a day, alike at every door."""
