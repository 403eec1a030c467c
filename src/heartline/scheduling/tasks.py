"""The worker's tasks of scheduling (procrastinate finds this module by its name; each ability keeps its own)."""

from heartline.scheduling.waitlist import tasks as waitlist

__all__ = ["waitlist"]
