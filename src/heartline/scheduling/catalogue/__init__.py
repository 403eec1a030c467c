"""What can be booked and by whom it is given: services, clinicians and rooms as resources, offerings."""
