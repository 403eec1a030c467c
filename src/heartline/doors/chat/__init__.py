"""Live chat: one script tag on a website, and behind it a frame of ours that talks to the conversations."""
