"""What every room stands on: clock, actor, ledger, audit, jobs, live events, database roles, page components.

The kernel knows nothing of patients beyond an opaque `patient_id`, so that everything may stand on it.
"""
