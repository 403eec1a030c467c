"""Text as it is kept."""

import re

from heartline.conversations.threads.models import Conversation, Door

MOST = 20_000  # characters of one message
EXCERPT = 160


def tidy(text: str) -> str:
    """Without what a database cannot keep, and without blanks around it."""
    return text.replace("\x00", "").replace("\r\n", "\n").strip()


def excerpt(text: str) -> str:
    """The beginning, on one line, for lists."""
    line = re.sub(r"\s+", " ", text).strip()
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1].rstrip() + "…"


def to_whom(conversation: Conversation) -> str:
    """Which browser it is said to, in a chat: what was said in another is not shown there. Elsewhere a delivery says it."""
    return conversation.address if conversation.door == Door.CHAT else ""
