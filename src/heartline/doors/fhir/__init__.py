"""FHIR R4 as a door: reads what other systems export."""
