"""The PostgreSQL that comes with Heartline: one server a data directory, shared by whoever needs it just now.

Each process that uses it holds a shared lock meanwhile, and the last to leave stops the server. The locks vanish with
their process, so nothing has to be tidied up after a kill -9.
"""

from heartline.kernel.embedded.errors import Unusable
from heartline.kernel.embedded.server import Server, leave, running

__all__ = ["Server", "Unusable", "leave", "running"]
