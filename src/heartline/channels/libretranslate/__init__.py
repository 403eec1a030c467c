"""A machine that translates: LibreTranslate, or whatever else speaks its small API. It translates, and keeps nothing."""
