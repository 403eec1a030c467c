"""Heartline: everything a clinic does for a patient around the care itself. One desk, many doors."""
