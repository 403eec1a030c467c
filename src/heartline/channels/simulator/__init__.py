"""The demo's provider: what is sent lies on a phone on screen, which can be off or not in use. No account, no network."""
