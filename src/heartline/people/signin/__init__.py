"""Signing in: patients by one-time code, password or passkey; staff with a second factor or OIDC."""
