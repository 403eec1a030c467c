"""How patients, staff, places and coverages read in FHIR R4. Pure: what refers to other resources stays outside."""

import re

from heartline.people import fhir_types as r4
from heartline.people.fhir_contacts import address, contact_points, phone
from heartline.people.importing import details as d

NPI = "http://hl7.org/fhir/sid/us-npi"
PAYERS = ("pay", "ins")  # HL7 organization-type
_IDENTIFIER_TYPES = {"MR": "MR", "DL": "DL", "PPN": "PPN", "SS": "SS"}
_NAME_USES = {"usual": "usual", "official": "official", "nickname": "nickname", "maiden": "maiden", "old": "old"}
_SHOWN_FIRST = ["usual", "official", "", "temp", "nickname", "anonymous", "old", "maiden"]
_EMERGENCY = ("C", "EP", "ECON", "E")  # v2-0131, v3-RoleCode and v3-RoleClass: whom to call
_NOT_ROOMS = ("bd", "ve", "ca", "rd", "jdn", "area")  # location-physical-type: beds, vehicles, roads …


def patient(resource: r4.Patient, *, country: str) -> d.PatientDetails:
    """Numbers and addresses without a country are read as of `country`. Raises CannotTake when there is no name."""
    names = _names(resource.name)
    if not names:
        raise d.CannotTake("Patient.name", "has no name that can be shown")
    born, died = resource.birth_date, resource.deceased_date_time
    notes = []
    if born and born.partial:
        notes.append("birth dates without a day were kept as they are, without making one up")
    if resource.deceased_boolean or (died and not died.day):
        notes.append("people known to have died, but not on which day, were set inactive")
    telecom = contact_points(resource.telecom, country)
    if any(point.note for point in telecom):
        notes.append("numbers that cannot be dialled were kept as received and marked not to be used")
    return d.PatientDetails(
        names=names,
        birth_date=born.day if born else None,
        birth_partial=born.partial if born else "",
        sex=resource.gender or "unknown",
        gender_identity=_extension_words(resource, "genderIdentity")[:60],
        pronouns=_extension_words(resource, "individual-pronouns")[:40],
        deceased=resource.deceased_boolean or died is not None,
        deceased_on=died.day if died else None,
        active=resource.active,
        identifiers=identifiers(resource.identifier),
        contact_points=telecom,
        addresses=tuple(address(a, country) for a in resource.address),
        languages=_languages(resource),
        contacts=tuple(c for c in (_contact(contact, country) for contact in resource.contact) if c),
        notes=tuple(notes),
    )


def related_person(resource: r4.RelatedPerson, *, country: str) -> d.RelatedDetails:
    names = _names(resource.name)
    if not names:
        raise d.CannotTake("RelatedPerson.name", "has no name that can be shown")
    spoken = [language_tag(c.language) for c in resource.communication]
    return _related(names[0].text, resource.relationship, resource.telecom, country, next(iter(spoken), ""))


def practitioner(resource: r4.Practitioner) -> d.StaffDetails:
    names = _names(resource.name)
    if not names:
        raise d.CannotTake("Practitioner.name", "has no name that can be shown")
    name = names[0]
    return d.StaffDetails(
        name=" ".join(part for part in (name.prefix, name.text) if part)[:200],
        family=name.family[:100],
        given=" ".join(name.given)[:100],
        gender=resource.gender,
        npi=next((i.value.strip() for i in resource.identifier if i.system == NPI), "")[:20],
        languages=tuple(dict.fromkeys(tag for c in resource.communication if (tag := language_tag(c)))),
        active=resource.active,
    )


def specialty(resource: r4.PractitionerRole) -> str:
    return next((words for concept in (*resource.specialty, *resource.code) if (words := concept.words)), "")


def organization(resource: r4.Organization, *, country: str) -> d.PlaceDetails:
    """A provider, as a place that visits may name. Raises NotTaken for a payer."""
    if resource.type and all(concept.has(*PAYERS) for concept in resource.type):
        raise d.NotTaken("a payer, of which only the name is needed (for Coverage)")
    if not resource.name.strip():
        raise d.CannotTake("Organization.name", "is missing")
    places = [address(a, country) for a in resource.address]
    return d.PlaceDetails(
        name=resource.name.strip()[:200],
        address=places[0] if places else d.AddressDetails(),
        phone=_first_phone(resource.telecom, country),
        active=False,  # known from history; offered only once somebody works there
    )


def location(resource: r4.Location, *, country: str) -> d.PlaceDetails:
    """A site or a room (`is_room`). Raises NotTaken for what is neither."""
    if resource.mode == "kind":
        raise d.NotTaken("describes a kind of place, not a place")
    if resource.physical_type.has(*_NOT_ROOMS):
        raise d.NotTaken("neither a site nor a room")
    if not resource.name.strip():
        raise d.CannotTake("Location.name", "is missing")
    return d.PlaceDetails(
        name=resource.name.strip()[:200],
        address=address(resource.address, country),
        phone=_first_phone(resource.telecom, country),
        latitude=resource.position.latitude if resource.position else None,
        longitude=resource.position.longitude if resource.position else None,
        active=resource.status in ("active", ""),
    )


def is_room(resource: r4.Location) -> bool:
    return resource.part_of is not None and resource.physical_type.has("ro")


def coverage(resource: r4.Coverage, *, payer: str) -> d.CoverageDetails:
    """`payer` is the name of the payor's resource, if that was found."""
    if resource.status == "entered-in-error":
        raise d.NotTaken("entered in error")
    payer = payer or next((p.display.strip() for p in resource.payor if p.display.strip()), "")
    if not payer:
        raise d.CannotTake("Coverage.payor", "names nobody: its Organization was not read and it has no display")
    if re.sub(r"\W|_", " ", payer.lower()).strip() in ("no insurance", "uninsured", "none", "self pay"):
        raise d.NotTaken("says that there is no insurance")
    plan = _class(resource, "plan")
    group = _class(resource, "group")
    return d.CoverageDetails(
        payer=payer[:200],
        plan=(plan.name or plan.value if plan else resource.type.words if resource.type.words != payer else "")[:200],
        member_id=(resource.subscriber_id or next((i.value for i in resource.identifier), ""))[:60],
        group=(group.value if group else "")[:60],
        starts_on=resource.period.start.day if resource.period.start else None,
        ends_on=resource.period.end.day if resource.period.end else None,
        status=resource.status,
    )


def identifiers(given: list[r4.Identifier]) -> tuple[d.IdentifierDetails, ...]:
    """Those with a system and a value (others identify nothing), the first of each pair."""
    found: dict[tuple[str, str], d.IdentifierDetails] = {}
    for identifier in given:
        system, value = identifier.system.strip(), identifier.value.strip()
        if not system or not value or len(system) > 200 or len(value) > 200 or identifier.use == "old":
            continue
        kind = next((_IDENTIFIER_TYPES[c.code] for c in identifier.type.coding if c.code in _IDENTIFIER_TYPES), "")
        found.setdefault((system, value), d.IdentifierDetails(system, value, kind))
    return tuple(found.values())


def language_tag(concept: r4.CodeableConcept) -> str:
    """The BCP 47 tag, or empty when there is none of a length that we keep."""
    codes = [c.code.strip().replace("_", "-") for c in concept.coding]
    return next(
        (code for code in codes if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", code) and len(code) <= 12), ""
    )


def _names(given: list[r4.HumanName]) -> tuple[d.NameDetails, ...]:
    """Names as written, digits and all, the one to show first."""
    order = {use: place for place, use in enumerate(_SHOWN_FIRST)}
    found: dict[tuple[str, str], d.NameDetails] = {}
    for name in sorted(given, key=lambda n: (n.period.end is not None, order.get(n.use, len(order)))):
        parts = [*name.given, name.family, *name.suffix]
        text = (name.text.strip() or " ".join(part.strip() for part in parts if part.strip()))[:300]
        if not text:
            continue
        use = "old" if name.period.end is not None else _NAME_USES.get(name.use, "usual")
        details = d.NameDetails(
            text=text,
            use=use,
            family=name.family.strip()[:150],
            given=tuple(part.strip()[:100] for part in name.given if part.strip()),
            prefix=" ".join(name.prefix)[:40],
            suffix=" ".join(name.suffix)[:40],
        )
        found.setdefault((use, text), details)
    return tuple(found.values())


def _languages(resource: r4.Patient) -> tuple[d.LanguageDetails, ...]:
    interpreter = any(
        e.value_boolean or (e.value_coding and e.value_coding.code in ("Y", "373066001"))
        for e in resource.extension
        if e.url.endswith(("interpreter-needed", "interpreterRequired"))
    )
    tags = {tag: c.preferred for c in reversed(resource.communication) if (tag := language_tag(c.language))}
    preferred = next((tag for tag, is_preferred in tags.items() if is_preferred), next(reversed(tags), ""))
    return tuple(d.LanguageDetails(tag, tag == preferred, interpreter and tag == preferred) for tag in reversed(tags))


def _contact(contact: r4.Contact, country: str) -> d.RelatedDetails | None:
    names = _names([contact.name] if contact.name else [])
    return _related(names[0].text, contact.relationship, contact.telecom, country, "") if names else None


def _related(
    name: str, relationship: list[r4.CodeableConcept], telecom: list[r4.ContactPoint], country: str, language: str
) -> d.RelatedDetails:
    points = contact_points(telecom, country)
    return d.RelatedDetails(
        name=name,
        relationship=next((words for concept in relationship if (words := concept.words)), "")[:60],
        phone=next((p.value for p in points if p.system != "email" and not p.note), "")[:20],
        email=next((p.value for p in points if p.system == "email" and not p.note), ""),
        language=language,
        emergency=any(concept.has(*_EMERGENCY) for concept in relationship),
    )


def _first_phone(telecom: list[r4.ContactPoint], country: str) -> str:
    return next((n for t in telecom if t.system == "phone" and (n := phone(t.value, country))), "")[:20]


def _class(resource: r4.Coverage, code: str) -> r4.CoverageClass | None:
    return next((c for c in resource.classes if c.type.has(code)), None)


def _extension_words(resource: r4.Patient, name: str) -> str:
    for extension in resource.extension:
        if extension.url.endswith(name):
            inner = next((e for e in extension.extension if e.url == "value"), extension)
            return inner.value_string or (inner.value_concept.words if inner.value_concept else "")
    return ""
