"""Webhooks: what providers tell us. Each is asked for its provider's signature, read, and handed to the conversations."""
