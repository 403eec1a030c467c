"""Web push to the installed portal: "you have a message", and nothing else, encrypted for the one browser that asked."""
