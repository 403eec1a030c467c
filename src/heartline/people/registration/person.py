"""A person's details as they come in, parsed at the door. Inside, nothing has an unknown shape."""

from datetime import date
from typing import Annotated, Any, Literal

import phonenumbers
from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from heartline.people.contacts.rules import parse_value
from heartline.people.names.rules import assemble

NameUse = Literal["usual", "official", "nickname", "maiden", "old"]
System = Literal["phone", "sms", "email"]


class Value(BaseModel):
    """Taken once, then unchanged; texts without spaces around them; unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Name(Value):
    """FHIR HumanName. Either `text` or a part is needed; nobody has to have a family name."""

    use: NameUse = "official"
    text: str = Field(default="", max_length=300)
    family: str = Field(default="", max_length=150)
    given: list[Annotated[str, Field(max_length=100)]] = []
    prefix: str = Field(default="", max_length=40)
    suffix: str = Field(default="", max_length=40)
    script: str = Field(default="", max_length=4)

    @model_validator(mode="before")
    @classmethod
    def _with_text(cls, data: Any) -> Any:
        if isinstance(data, dict) and not str(data.get("text") or "").strip():
            parts = {part: data.get(part) or "" for part in ("family", "prefix", "suffix", "script")}
            data = {**data, "text": assemble(given=data.get("given") or [], **parts)[:300]}
        return data

    @field_validator("text")
    @classmethod
    def _is_a_name(cls, text: str) -> str:
        if not text:
            raise ValueError("a name needs at least one part")
        return text


class Contact(Value):
    """FHIR ContactPoint. Numbers are read as dialled in the validation context's `region` (default US)."""

    system: System
    value: str
    use: Literal["mobile", "home", "work"] = "mobile"
    preferred: bool = False
    verified: bool = False
    do_not_use: bool = False
    shared: bool = False
    note: str = Field(default="", max_length=200)

    @field_validator("value")
    @classmethod
    def _kept_form(cls, value: str, info: ValidationInfo) -> str:
        return parse_value(info.data.get("system", "phone"), value, (info.context or {}).get("region", "US"))


class Language(Value):
    """FHIR Patient.communication: a BCP 47 tag."""

    language: str = Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$", max_length=12)
    preferred: bool = False
    interpreter_needed: bool = False


class Residence(Value):
    """FHIR Address; `country` is ISO 3166 alpha-2."""

    use: str = Field(default="home", max_length=8)
    line: str = Field(default="", max_length=200)
    city: str = Field(default="", max_length=100)
    state: str = Field(default="", max_length=60)
    postal_code: str = Field(default="", max_length=20)
    country: str = Field(default="", max_length=2)


class Cover(Value):
    """FHIR Coverage: who pays."""

    payer: str = Field(min_length=1, max_length=200)
    plan: str = Field(default="", max_length=200)
    member_id: str = Field(default="", max_length=60)
    group: str = Field(default="", max_length=60)
    starts_on: date | None = None
    ends_on: date | None = None


class Relative(Value):
    """FHIR RelatedPerson; gives no access."""

    name: str = Field(min_length=1, max_length=300)
    relationship: str = Field(default="", max_length=60)
    phone: str = ""
    email: str = ""
    language: str = Field(default="", max_length=12)
    emergency: bool = True

    @field_validator("phone", "email")
    @classmethod
    def _kept_form(cls, value: str, info: ValidationInfo) -> str:
        region = (info.context or {}).get("region", "US")
        return parse_value("email" if info.field_name == "email" else "phone", value, region) if value else ""


class Number(Value):
    """FHIR Identifier: another system's number for this person."""

    system: str = Field(min_length=1, max_length=200)
    value: str = Field(min_length=1, max_length=200)
    type: Literal["MR", "DL", "PPN", "SS", ""] = ""


class PersonDetails(Value):
    """Everything that may be known at registration. One name is all that is needed."""

    names: list[Name] = Field(min_length=1)
    birth_date: date | None = None
    sex: Literal["female", "male", "other", "unknown"] = "unknown"
    gender_identity: str = Field(default="", max_length=60)
    pronouns: str = Field(default="", max_length=40)
    languages: list[Language] = []
    contacts: list[Contact] = []
    address: Residence | None = None
    needs: list[str] = []
    how_to_speak: str = Field(default="", max_length=2000)
    coverages: list[Cover] = []
    relatives: list[Relative] = []
    numbers: list[Number] = []
    deceased_on: date | None = None


def region_of(country: str) -> str:
    """`country` if numbers can be dialled in it, else the US."""
    return country if country in phonenumbers.SUPPORTED_REGIONS else "US"
