"""How to sign in to the demo clinic, as a table for the terminal."""

from rich.table import Table


def table() -> Table | None:
    """One row a login, at most 80 columns wide; None where there is no demo. Needs the database."""
    from heartline.people.demo import logins

    rows = logins()
    if not rows:
        return None
    # One password for all, said once, leaves room for who they are.
    shown = Table(box=None, padding=(0, 2, 0, 0), caption=f"The password is {rows[0].password}", caption_justify="left")
    for heading in ("Sign in as", "E-mail"):
        shown.add_column(heading, no_wrap=True)
    shown.add_column("", style="dim")
    for row in rows:
        shown.add_row(row.role, row.email, row.note)
    return shown
