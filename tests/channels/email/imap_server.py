"""A real IMAP server (Dovecot) with one mailbox, for as long as a block lasts."""

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from imapclient import IMAPClient

from heartline.channels.email.mailbox import Mailbox

PROGRAM = shutil.which("dovecot") or next((path for path in ("/usr/sbin/dovecot",) if os.path.exists(path)), None)
CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 0
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
"""


@dataclass
class Server:
    box: Mailbox

    def arrives(self, raw: bytes) -> None:
        """A letter is put into the mailbox."""
        with IMAPClient(self.box.host, self.box.port, ssl=False) as client:
            client.login(self.box.user, self.box.password)
            client.append("INBOX", raw)

    def unseen(self) -> int:
        with IMAPClient(self.box.host, self.box.port, ssl=False) as client:
            client.login(self.box.user, self.box.password)
            client.select_folder("INBOX")
            return len(client.search("UNSEEN"))


@contextmanager
def running(folder: Path, port: int) -> Iterator[Server]:
    """A Dovecot of its own in `folder`."""
    assert PROGRAM
    user = "mail" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    group = "mail" if os.geteuid() == 0 else user
    folder.chmod(0o755)
    for parent in list(folder.parents)[:3]:
        if os.geteuid() == 0 and parent != Path("/tmp"):
            parent.chmod(parent.stat().st_mode | 0o055)
    (folder / "mail").mkdir()
    if os.geteuid() == 0:
        shutil.chown(folder / "mail", user, group)
    config = folder / "dovecot.conf"
    config.write_text(CONFIG.format(folder=folder, user=user, group=group, port=port))
    process = subprocess.Popen([PROGRAM, "-F", "-c", str(config)])
    box = Mailbox("127.0.0.1", "ana", "secret", port, tls=False)
    try:
        until = time.monotonic() + 20
        while True:
            try:
                IMAPClient(box.host, port, ssl=False).logout()
                break
            except OSError:
                if time.monotonic() > until or process.poll() is not None:
                    raise
                time.sleep(0.1)
        yield Server(box)
    finally:
        process.terminate()
        process.wait(10)
