"""HTTP/1.1 over one connection that is kept open, for benches that ask a Heartline as many would."""

import asyncio
import re
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import quote


@dataclass
class Connection:
    """Only what our own server answers is understood."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def open(cls, port: int) -> Self:
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def ask(self, method: str, path: str, headers: Any, body: bytes) -> tuple[int, bytes]:
        """Status and body of one request."""
        lines = [f"{method} {quote(path, safe='/?=&')} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self.writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
        content = await self.reader.readexactly(int(length[1])) if length else b""
        return int(head.split()[1]), content

    def close(self) -> None:
        self.writer.close()
