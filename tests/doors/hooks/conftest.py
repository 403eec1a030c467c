from tests.conversations.conftest import carrier

__all__ = ["carrier"]
