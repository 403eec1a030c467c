"""What goes wrong with backups, in one sentence for whoever started the command."""


class BackupFailed(Exception):
    """No backup was made, or it cannot be read; the sentence says what was kept and what to do."""
