"""What the larger components need computed before they are drawn."""
