"""The patients' pages of scheduling: home, finding care, choosing a time, booking, and what is booked."""
