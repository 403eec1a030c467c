"""Finding what was said, in all conversations: by words in any of the languages, a slip of the finger forgiven."""
