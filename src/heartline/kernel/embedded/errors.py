"""What the embedded database says when it cannot be used."""


class Unusable(Exception):
    """One sentence for the person who installs Heartline: what is wrong and what to do next."""
