"""What people agreed to be sent: a ledger by topic, channel and number, with the words in which it was given or taken back."""
