"""The demo clinic's people: places, staff, patients with their families, and logins. Nobody in it exists.

Everything is drawn from one seed, relative to today. Scheduling adds its part (heartline.scheduling.demo).
"""

from heartline.people.demo.clinic import Clinic, Progress, load
from heartline.people.demo.duplicates import load as load_duplicates
from heartline.people.demo.logins import Login, logins
from heartline.people.demo.multitude import load_multitude

__all__ = ["Clinic", "Login", "Progress", "load", "load_duplicates", "load_multitude", "logins"]
