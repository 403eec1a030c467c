"""The staff's pages of scheduling: the day, booking for a caller, a visit, blocked time, and a patient's coming visits."""
