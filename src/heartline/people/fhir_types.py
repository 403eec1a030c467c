"""FHIR R4 (4.0.1) as far as Heartline reads it: our own models, since the libraries at hand have dropped R4.

Elements that are not named here are ignored, so a change in them is no change to us. Names are R4's own.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from heartline.people.fhir_dates import FhirDate


class Element(BaseModel):
    """Reads leniently what R4 allows (a null where an extension stands instead), and nothing else."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {
            key: [item for item in value if item is not None] if isinstance(value, list) else value
            for key, value in data.items()
            if value is not None
        }


class Coding(Element):
    system: str = ""
    code: str = ""
    display: str = ""


class CodeableConcept(Element):
    coding: list[Coding] = []
    text: str = ""

    @property
    def words(self) -> str:
        """What a person can read, or empty."""
        return self.text.strip() or next((c.display.strip() for c in self.coding if c.display.strip()), "")

    def has(self, *codes: str) -> bool:
        return any(coding.code in codes for coding in self.coding)


class Period(Element):
    start: FhirDate | None = None
    end: FhirDate | None = None


class Identifier(Element):
    use: str = ""
    system: str = ""
    value: str = ""
    type: CodeableConcept = CodeableConcept()


class Reference(Element):
    reference: str = ""
    type: str = ""
    identifier: Identifier | None = None
    display: str = ""


class HumanName(Element):
    use: str = ""
    text: str = ""
    family: str = ""
    given: list[str] = []
    prefix: list[str] = []
    suffix: list[str] = []
    period: Period = Period()


class ContactPoint(Element):
    system: str = ""
    value: str = ""
    use: str = ""
    rank: int | None = None
    period: Period = Period()


class Address(Element):
    use: str = ""
    line: list[str] = []
    city: str = ""
    state: str = ""
    postal_code: str = Field("", alias="postalCode")
    country: str = ""
    text: str = ""


class Extension(Element):
    """Only the value types that the extensions we read carry."""

    url: str = ""
    value_string: str = Field("", alias="valueString")
    value_code: str = Field("", alias="valueCode")
    value_boolean: bool | None = Field(None, alias="valueBoolean")
    value_integer: int | None = Field(None, alias="valueInteger")
    value_coding: Coding | None = Field(None, alias="valueCoding")
    value_concept: CodeableConcept | None = Field(None, alias="valueCodeableConcept")
    extension: list["Extension"] = []


class Resource(Element):
    id: str = ""


class Communication(Element):
    language: CodeableConcept
    preferred: bool = False


class Contact(Element):
    relationship: list[CodeableConcept] = []
    name: HumanName | None = None
    telecom: list[ContactPoint] = []


# The last part of the address of each Patient extension that is read; others are dropped before comparing.
PATIENT_EXTENSIONS = {
    "us-core-genderIdentity",
    "patient-genderIdentity",
    "individual-genderIdentity",
    "individual-pronouns",
    "us-core-interpreter-needed",
    "patient-interpreterRequired",
}


class Patient(Resource):
    active: bool = True
    identifier: list[Identifier] = []
    name: list[HumanName] = []
    telecom: list[ContactPoint] = []
    gender: Literal["male", "female", "other", "unknown", ""] = ""
    birth_date: FhirDate | None = Field(None, alias="birthDate")
    deceased_boolean: bool = Field(False, alias="deceasedBoolean")
    deceased_date_time: FhirDate | None = Field(None, alias="deceasedDateTime")
    address: list[Address] = []
    communication: list[Communication] = []
    contact: list[Contact] = []
    extension: list[Extension] = []

    @model_validator(mode="before")
    @classmethod
    def _extensions_we_read(cls, data: Any) -> Any:
        if not isinstance(data, dict) or not isinstance(data.get("extension"), list):
            return data
        read = [
            extension
            for extension in data["extension"]
            if isinstance(extension, dict) and str(extension.get("url", "")).rsplit("/", 1)[-1] in PATIENT_EXTENSIONS
        ]
        return {**data, "extension": read}


class RelatedPerson(Resource):
    active: bool = True
    patient: Reference
    relationship: list[CodeableConcept] = []
    name: list[HumanName] = []
    telecom: list[ContactPoint] = []
    communication: list[Communication] = []


class Practitioner(Resource):
    active: bool = True
    identifier: list[Identifier] = []
    name: list[HumanName] = []
    gender: Literal["male", "female", "other", "unknown", ""] = ""
    communication: list[CodeableConcept] = []


class PractitionerRole(Resource):
    active: bool = True
    practitioner: Reference
    organization: Reference | None = None
    code: list[CodeableConcept] = []
    specialty: list[CodeableConcept] = []
    location: list[Reference] = []


class Organization(Resource):
    active: bool = True
    identifier: list[Identifier] = []
    type: list[CodeableConcept] = []
    name: str = ""
    telecom: list[ContactPoint] = []
    address: list[Address] = []


class Position(Element):
    longitude: float
    latitude: float


class Location(Resource):
    status: Literal["active", "suspended", "inactive", ""] = ""
    mode: Literal["instance", "kind", ""] = ""
    identifier: list[Identifier] = []
    name: str = ""
    telecom: list[ContactPoint] = []
    address: Address = Field(default_factory=lambda: Address.model_validate({}))
    physical_type: CodeableConcept = Field(CodeableConcept(), alias="physicalType")
    position: Position | None = None
    part_of: Reference | None = Field(None, alias="partOf")


class CoverageClass(Element):
    type: CodeableConcept = CodeableConcept()
    value: str = ""
    name: str = ""


class Coverage(Resource):
    identifier: list[Identifier] = []
    status: Literal["active", "cancelled", "draft", "entered-in-error"]
    type: CodeableConcept = CodeableConcept()
    subscriber_id: str = Field("", alias="subscriberId")
    beneficiary: Reference
    period: Period = Period()
    payor: list[Reference] = Field(min_length=1)
    classes: list[CoverageClass] = Field([], alias="class")
