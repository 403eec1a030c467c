"""The demo clinic's conversations: some that wait, some that somebody has, some that are done, in the languages served."""

from heartline.conversations.demo.loading import load

__all__ = ["load"]
