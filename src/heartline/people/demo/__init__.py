"""The demo clinic's people: places, staff, patients with their families, and logins. Nobody in it exists.

Everything is drawn from one seed, relative to today. Scheduling adds its part (heartline.scheduling.demo).
"""

from heartline.people.demo.clinic import Clinic, load
from heartline.people.demo.logins import Login, logins

__all__ = ["Clinic", "Login", "load", "logins"]
