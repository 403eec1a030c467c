"""Setting up at the desk: rooms and devices, clinicians and their hours, services, plans, closed days."""
