"""Benchmarks of hot actions; each module has a main() that prints ratios to bare SQL doing the same work."""
