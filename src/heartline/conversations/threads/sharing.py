"""That what waits is looked at: who is here, and has room for it (assigning, which is above)."""

from procrastinate.contrib.django import app

SHARE = "conversations.share"


def share_out() -> None:
    """Let a job share out what waits in queues that are not served by hand; in the current transaction. One query."""
    app.configure_task(SHARE, lock=SHARE).defer()
