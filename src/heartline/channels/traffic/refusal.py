"""What comes in and cannot be understood is refused, with where it is wrong."""

from dataclasses import dataclass


@dataclass
class Malformed(Exception):
    """A payload that is not what its provider sends. `path` is where, `what` is wrong there; neither repeats its content."""

    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"
