"""When somebody can be seen: working patterns, exceptions, closures, and free time computed in the database."""
