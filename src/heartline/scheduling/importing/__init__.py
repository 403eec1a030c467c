"""Take visits, free time and taken time over from another system."""
