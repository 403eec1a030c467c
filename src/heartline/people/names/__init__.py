"""What people are called: several names, in several scripts, with or without a family name."""
