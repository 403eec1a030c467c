"""What sounds like an emergency: words by which a person is called at once, whatever door they came by."""
