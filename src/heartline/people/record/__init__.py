"""A patient's whole record for the desk: who they are, how to speak with them, and what every domain adds."""
