"""The right of access: a patient asks for all of their data, and gets it in one archive within the time the law sets."""
