"""Setting up at the desk: the organization, its sites, and when they are open."""
