"""allauth's settings."""

ACCOUNT_LOGIN_METHODS = {"email", "phone"}
