"""Threads: everything that is said between a patient and the clinic, at every door, as one conversation.

Owns whose turn it is to answer (the assistant's, a person's, nobody's), what somebody agreed to be sent and where, and how
much of anything may be shown by which door to whom.
"""
