"""Tasks: what somebody, or a queue of another department, does by a day for who wrote to us ("billing, please call her")."""
