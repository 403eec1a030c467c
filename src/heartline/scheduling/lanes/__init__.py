"""Overbooking lanes: extra places beside a clinician's booked visits, as many as are expected to be missed."""
