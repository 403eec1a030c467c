"""What comes in, at whatever door: who wrote, in which conversation, and whether they took back their consent."""
