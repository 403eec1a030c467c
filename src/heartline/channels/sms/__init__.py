"""What fits into a text message: alphabets, segments, and what makes one dearer than it needs to be."""
