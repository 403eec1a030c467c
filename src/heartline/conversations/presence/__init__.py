"""Who is here to answer, how much they take at once, and which queues they serve."""
