"""Records of one person, tied by links that can be undone. A link moves no row: each fact stays where it was written."""
