"""Public ids: random UUIDs (RFC 9562, version 4), so that nobody guesses one from another."""

from uuid import UUID


def read_uuid(text: str) -> UUID | None:
    """The id that an address or a form holds, or None where it holds something else."""
    try:
        return UUID(text)
    except ValueError:
        return None
