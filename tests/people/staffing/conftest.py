from tests.people.signin.conftest import own_outbox  # noqa: F401 - invitations are read here, too
