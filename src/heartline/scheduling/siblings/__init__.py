"""Visits that belong together, whichever way: as a series or as a plan. What pages show, move and cancel as one."""
