"""A door for any other system: JSON in and JSON out, signed, in one documented shape, so that no adapter has to be written."""
