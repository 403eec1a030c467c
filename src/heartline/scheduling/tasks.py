"""The worker's tasks of scheduling (procrastinate finds this module by its name; each ability keeps its own)."""

from heartline.scheduling.attendance import tasks as attendance
from heartline.scheduling.lanes import tasks as lanes
from heartline.scheduling.standards import tasks as standards
from heartline.scheduling.waitlist import tasks as waitlist

__all__ = ["attendance", "lanes", "standards", "waitlist"]
