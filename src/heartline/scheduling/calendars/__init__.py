"""Visits as calendar files (RFC 5545) that later update or cancel what they put in a calendar."""
