"""Visits: what can be booked (services), with whom and where (resources), when (availability), and the booking itself.

Time is taken only through `Reservation`, whose exclusion constraint makes a double booking impossible whoever
writes; `Appointment` (FHIR Appointment) holds the patient's side.
"""
