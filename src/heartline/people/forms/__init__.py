"""The sections in which a person's details are shown and changed, one a page; the same at every door."""
