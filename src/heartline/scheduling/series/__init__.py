"""Visits that come again: every Tuesday at nine for eight weeks, found and booked in one step, moved together."""
