"""What to know of a person to serve them well: languages, pronouns, needs, address, coverage, emergency contacts, photo."""
