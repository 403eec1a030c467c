"""allauth's settings, all of them. Imported by project/settings.py with a star: only what Django should see is upper-case."""

import os
from datetime import timedelta

ACCOUNT_ADAPTER = "heartline.people.signin.adapter.AccountAdapter"
MFA_ADAPTER = "heartline.people.signin.keys.KeyAdapter"
SOCIALACCOUNT_ADAPTER = "heartline.people.signin.identity_provider.StaffOnlyAdapter"

# Who one is: an e-mail address or a mobile number, either enough.
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
# Which there are; people.signin.forms decides which are asked for. (allauth insists on the star where e-mail is verified.)
ACCOUNT_SIGNUP_FIELDS = ["email*", "phone", "password1"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 2  # the one in use and the one that replaces it
ACCOUNT_FORMS = {
    "signup": "heartline.people.signin.forms.SignUpForm",
    "login": "heartline.people.signin.forms.PasswordForm",
    "request_login_code": "heartline.people.signin.forms.CodeForm",
}

# One-time codes: six digits, for minutes, few tries. With the limits below, guessing one takes years.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PHONE_VERIFICATION_ENABLED = True
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_TIMEOUT = 15 * 60

# Answers are the same whether an account exists or not.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True

ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if os.environ.get("HEARTLINE_HOSTS") else "http"

# Limits by address ("ip") are wide: a clinic's staff and its whole waiting room share one. What holds an attacker back
# is the limit by account ("key"), which no change of address gets around.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "100/m/ip,5/5m/key",
    "request_login_code": "120/m/ip,3/m/key,10/h/key",
    "signup": "60/m/ip",
    "reset_password": "60/m/ip,3/m/key,10/h/key",
    "reset_password_from_key": "60/m/ip",
    "verify_phone": "60/m/ip,1/10s/key,10/h/key",
    "confirm_email": "1/10s/key,10/h/key",
    "change_phone": "3/m/user",
    "claim": "60/m/ip,10/h/key",
    "chat": "600/m/ip,40/m/key",  # what a visitor's page sends (doors.chat)
    "hold": "20/5m/ip",  # times kept for visitors who have no session yet (scheduling)
}
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}

# Second factors and passkeys.
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_FORMS = {"add_webauthn": "heartline.people.signin.forms.PasskeyForm"}
MFA_WEBAUTHN_USER_VERIFICATION = "preferred"
# Browsers treat localhost as safe; the library has to be told so, and only there.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not os.environ.get("HEARTLINE_HOSTS")
MFA_TOTP_ISSUER = "Heartline"
MFA_TOTP_TOLERANCE = 1  # half a minute either way: phones' clocks differ
MFA_RECOVERY_CODE_COUNT = 10
MFA_TRUST_ENABLED = False
MFA_TRUST_COOKIE_AGE = timedelta(days=1)

# Staff may come in through the clinic's own identity provider (OpenID Connect), which then answers for the second factor.
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
HEARTLINE_OIDC = bool(os.environ.get("HEARTLINE_OIDC_ISSUER"))
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "clinic",
                    "name": os.environ.get("HEARTLINE_OIDC_NAME", "Clinic sign-in"),
                    "client_id": os.environ.get("HEARTLINE_OIDC_CLIENT_ID", ""),
                    "secret": os.environ.get("HEARTLINE_OIDC_SECRET", ""),
                    "settings": {"server_url": os.environ["HEARTLINE_OIDC_ISSUER"]},
                }
            ],
        }
    }
    if HEARTLINE_OIDC
    else {}
)
