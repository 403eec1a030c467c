"""What is still missing until a first patient can book, and why a service cannot be booked."""
