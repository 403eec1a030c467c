"""`./heartline up` lives and ends well: Ctrl-C, kill -9, twice at once."""

import os
import signal
import socket
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from heartline.kernel.embedded import postmaster
from tests.project.launching import free_port, heartline, postgres_in, up, wait_for


@pytest.fixture(scope="module")
def installed() -> Iterator[Path]:
    """A data folder in which Heartline has been started before.

    Not below pytest's own temporary folder: every run of pytest closes that to others, and for root the database runs
    as another user.
    """
    with tempfile.TemporaryDirectory(prefix="hl-up-") as folder:
        data = Path(folder) / "data"
        made = heartline("manage", "migrate", "--verbosity=0", data=data)
        assert made.returncode == 0, made
        assert postgres_in(data) == []
        yield data


def test_ctrl_c_ends_all_of_it_and_frees_the_port(
    installed: Path, record_property: Callable[[str, object], None]
) -> None:
    port = free_port()
    with up(installed, port) as running:
        record_property("seconds to a second start", running.wait_until_ready())
        assert "create_staff" in running.said  # nobody can sign in yet, and it says how
        assert _answers(port)
        family = running.family()
        assert running.signal(signal.SIGINT) == 0
        assert running.said.rstrip().endswith("Nothing that was saved is lost.")
    assert psutil.wait_procs(family, timeout=20)[1] == []
    assert postgres_in(installed) == []
    with socket.create_server(("127.0.0.1", port)):
        pass


def test_a_second_up_on_the_same_data_says_where_the_first_is(installed: Path) -> None:
    port = free_port()
    with up(installed, port) as running:
        running.wait_until_ready()
        second = heartline("up", "--port", str(free_port()), data=installed)
        assert second.returncode == 1
        assert f"http://localhost:{port}/" in second.stderr
        assert len(second.stderr.splitlines()) == 1
        # Other commands share the running database and leave it running.
        assert heartline("doctor", data=installed).returncode == 0
        assert postgres_in(installed)


def test_kill_nine_loses_nothing_and_hinders_nothing(installed: Path) -> None:
    port = free_port()
    with up(installed, port) as running:
        running.wait_until_ready()
        family = running.family()
        assert heartline("manage", "create_staff", "ada@example.org", data=installed).returncode == 0
        running.signal(signal.SIGKILL)
        with up(installed, port) as again:  # at once, while the old children are just falling
            again.wait_until_ready()
            assert "create_staff" not in again.said  # the administrator is still known
    assert psutil.wait_procs(family, timeout=20)[1] == []
    assert wait_for(lambda: postgres_in(installed) == [])


def test_after_a_kill_nine_nothing_goes_on_running(installed: Path) -> None:
    with up(installed, free_port()) as running:
        running.wait_until_ready()
        family = running.family()
        running.signal(signal.SIGKILL)
        assert psutil.wait_procs(family, timeout=20)[1] == []
        assert wait_for(lambda: postgres_in(installed) == [])


def test_what_falls_over_is_started_again(installed: Path) -> None:
    port = free_port()
    with up(installed, port) as running:
        running.wait_until_ready()
        web = next(process for process in running.family() if "web" in process.cmdline())
        os.kill(web.pid, signal.SIGKILL)
        # The port stays open meanwhile: whoever comes waits a moment instead of being turned away.
        assert _answers(port)
        server = postmaster.find(installed / "postgres")
        assert server
        os.kill(server.pid, signal.SIGKILL)
        assert wait_for(lambda: "The database ended unexpectedly" in running.said)
        assert wait_for(lambda: _answers(port))


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/", timeout=60) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError:
        return False
