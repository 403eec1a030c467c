"""What stays between a patient and the staff: confidential items, and how a proxy's reach changes as a child grows up."""
