"""Patients' pages of who they are, who acts for whom, who looked, and where to turn."""
