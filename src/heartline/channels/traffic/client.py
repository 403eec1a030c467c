"""The client that really sends: urllib3, one connection pool, no redirects, no retries of its own."""

from dataclasses import dataclass, field
from ssl import SSLCertVerificationError

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, SSLError

from heartline.channels.traffic.http import NoAnswer, NotReached, Request, Response

MOST_BYTES = 1_000_000  # of an answer: providers say what they have to say in a few thousand


def _pool() -> urllib3.PoolManager:
    return urllib3.PoolManager(num_pools=20, maxsize=4, retries=False)


@dataclass(frozen=True, slots=True)
class PooledClient:
    """Seconds to connect, and to wait for each piece of the answer, of which `most` bytes are read. Safe to share between threads."""

    connect: float = 5
    read: float = 20
    most: int = MOST_BYTES
    pool: urllib3.PoolManager = field(default_factory=_pool, repr=False)

    def __call__(self, request: Request) -> Response:
        """The answer, whatever its status. Raises NotReached or NoAnswer."""
        try:
            answer = self.pool.request(
                request.method,
                request.url,
                headers={"User-Agent": "Heartline", **request.headers},
                body=request.body or None,
                timeout=urllib3.Timeout(connect=self.connect, read=self.read),
                redirect=False,
                retries=False,
                preload_content=False,
            )
            body = answer.read(self.most, decode_content=True)
            answer.close()
        except (NewConnectionError, ConnectTimeoutError) as error:
            raise NotReached from error
        except SSLError as error:
            raise (NotReached if _untrusted(error) else NoAnswer) from error
        except (HTTPError, OSError) as error:
            raise NoAnswer from error
        return Response(answer.status, dict(answer.headers), body)


def _untrusted(error: SSLError) -> bool:
    """The other side is not who it should be, so nothing was said to it."""
    return any(isinstance(cause, SSLCertVerificationError) for cause in error.args)
