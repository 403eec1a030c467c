"""How to sign in to the demo clinic, as a table for the terminal."""

from rich.table import Table


def table() -> Table | None:
    """One row a login; None where there is no demo. Needs the database."""
    from heartline.people.demo import logins

    rows = logins()
    if not rows:
        return None
    shown = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("Sign in as", "E-mail", "Password"):
        shown.add_column(heading, no_wrap=True)
    shown.add_column("", overflow="fold")
    for row in rows:
        shown.add_row(*row)
    return shown
