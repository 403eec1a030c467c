"""However a resource is referred to, the same one is found."""

import pytest

from heartline.doors.fhir.reading import Entry
from heartline.doors.fhir.references import ANYWHERE, Key, Origin, aliases_of, key_of, keys_of, origin_of
from heartline.people.fhir_types import Identifier, Reference

UUID = "0c6b1f3d-edb2-422b-a0af-a262fb90ed07"
HERE = Origin("hospital")
PARENT = Key("hospital", "Claim", "c1")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Patient/123", [Key("hospital", "Patient", "123")]),
        ("Patient/123/_history/4", [Key("hospital", "Patient", "123")]),
        (f"urn:uuid:{UUID}", [Key(ANYWHERE, "Patient", UUID)]),
        (f"urn:uuid:{UUID.upper()}", [Key(ANYWHERE, "Patient", UUID)]),
        (f"Patient/{UUID}", [Key(ANYWHERE, "Patient", UUID)]),
        ("https://ehr.example.org/fhir/Patient/9", [Key("https://ehr.example.org/fhir", "Patient", "9")]),
        ("Patient?identifier=urn:oid:1.2|7", [Key("identifier urn:oid:1.2", "Patient", "7")]),
        ("Patient?identifier=http%3A%2F%2Fa%7C7", [Key("identifier http://a", "Patient", "7")]),
        ("#me", [Key("hospital", "Patient", "c1#me")]),
        ("Practitioner/1", []),
        ("", []),
        ("nonsense", []),
    ],
)
def test_a_reference_is_understood(text: str, keys: list[Key]) -> None:
    assert keys_of(Reference(reference=text), ("Patient",), HERE, PARENT) == keys


def test_a_logical_reference_is_understood() -> None:
    reference = Reference(identifier=Identifier(system="http://a", value="7"))
    assert keys_of(reference, ("Patient",), HERE, None) == [Key("identifier http://a", "Patient", "7")]


def test_one_system_named_by_the_user_covers_all_addresses() -> None:
    named = Origin("ehr", named=True)
    entry = Entry("f", "", {"resourceType": "Patient", "id": "9"}, "https://ehr.example.org/fhir/Patient/9")
    assert key_of(entry, origin_of(entry, named)) == Key("ehr", "Patient", "9")
    assert keys_of(Reference(reference=entry.full_url), ("Patient",), named, None) == [Key("ehr", "Patient", "9")]


def test_relative_references_belong_to_the_server_of_their_bundle_entry() -> None:
    entry = Entry("f", "", {"resourceType": "Encounter", "id": "1"}, "https://ehr.example.org/fhir/Encounter/1")
    origin = origin_of(entry, HERE)
    found = keys_of(Reference(reference="Patient/9"), ("Patient",), origin, None)
    assert found == [Key("https://ehr.example.org/fhir", "Patient", "9")]


def test_the_address_in_the_bundle_is_another_name_of_the_resource() -> None:
    entry = Entry("f", "", {"resourceType": "Patient", "id": "9"}, f"urn:uuid:{UUID}")
    assert key_of(entry, HERE) == Key("hospital", "Patient", "9")
    assert Key(ANYWHERE, "Patient", UUID) in aliases_of(entry, HERE, [])
