"""No faster than a provider takes it: one bucket a provider and door, for all workers together."""
