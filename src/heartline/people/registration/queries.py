"""Who may already be known, before somebody is registered a second time."""

from heartline.people.registration.person import PersonDetails
from heartline.people.search.queries import Hit, find


def likely_same(details: PersonDetails, limit: int = 5) -> list[Hit]:
    """Patients with the same birth date and a like name, or else with the same phone or e-mail. At most two queries."""
    name = details.names[0].text
    if details.birth_date and (hits := find(f"{details.birth_date:%Y-%m-%d} {name}", limit)):
        return hits
    reachable = next((contact.value for contact in details.contacts), "")
    if not reachable:
        return []
    family = details.names[0].family or name.split()[-1]
    return find(f"{reachable} {family}", limit)
