"""Who is known here: patients and those who act for them, staff, and the places they meet.

Owns identity (FHIR Patient, RelatedPerson, Practitioner, Organization, Location), contact points, coverage,
proxies, sign-in, and the one table of permissions.
"""
