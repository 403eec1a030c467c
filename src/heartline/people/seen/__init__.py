"""Who looked at whose record, from the audit log, in plain words."""
