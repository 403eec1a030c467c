"""Outsourced teams: what another firm's people see and do, as far and as long as an agreement with it says."""
