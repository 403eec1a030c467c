"""Visits that need each other: a blood test two days before the consultation. Found, booked and moved as one."""
