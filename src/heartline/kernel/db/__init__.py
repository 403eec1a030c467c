"""Database roles: who may touch which rows, kept by PostgreSQL itself."""
