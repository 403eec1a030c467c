"""Who is already known: a probabilistic comparison of persons that says why, and finds whom to compare in a million."""
