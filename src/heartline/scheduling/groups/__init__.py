"""Visits that several patients have together: one clinician, one room, so many places."""
