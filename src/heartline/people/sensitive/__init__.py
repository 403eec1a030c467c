"""Protected records: staff open one only with a reason, for some hours, and the privacy officer is told (break-glass)."""
