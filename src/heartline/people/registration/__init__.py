"""Becoming known: a person's details as they come in at any door, and their medical record number."""
