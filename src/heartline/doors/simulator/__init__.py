"""The demo's phones on screen: what was sent as its reader sees it, a box to write back, and switches to try what goes wrong."""
