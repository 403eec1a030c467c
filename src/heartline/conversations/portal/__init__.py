"""Patients' pages of what is said between them and us, and of what may be sent to them."""
