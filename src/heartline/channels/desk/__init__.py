"""The desk's page of providers."""
