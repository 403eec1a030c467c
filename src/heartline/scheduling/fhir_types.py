"""FHIR R4 (4.0.1) Schedule, Slot, Appointment and Encounter, as far as Heartline reads them."""

from typing import Literal

from pydantic import Field

from heartline.people.fhir_dates import FhirDate
from heartline.people.fhir_types import CodeableConcept, Coding, Element, Extension, Period, Reference, Resource


class Schedule(Resource):
    active: bool = True
    service_type: list[CodeableConcept] = Field([], alias="serviceType")
    actor: list[Reference] = Field(min_length=1)


class Slot(Resource):
    schedule: Reference
    status: Literal["busy", "free", "busy-unavailable", "busy-tentative", "entered-in-error"]
    start: FhirDate
    end: FhirDate
    service_type: list[CodeableConcept] = Field([], alias="serviceType")
    extension: list[Extension] = []


class AppointmentParticipant(Element):
    actor: Reference | None = None
    status: str = ""


class Appointment(Resource):
    status: Literal[
        "proposed", "pending", "booked", "arrived", "fulfilled", "cancelled", "noshow", "entered-in-error",
        "checked-in", "waitlist",
    ]  # fmt: skip
    cancelation_reason: CodeableConcept = Field(CodeableConcept(), alias="cancelationReason")  # R4 spells it so
    service_type: list[CodeableConcept] = Field([], alias="serviceType")
    reason_code: list[CodeableConcept] = Field([], alias="reasonCode")
    description: str = ""
    start: FhirDate | None = None
    end: FhirDate | None = None
    minutes_duration: int | None = Field(None, alias="minutesDuration", gt=0)
    slot: list[Reference] = []
    created: FhirDate | None = None
    patient_instruction: str = Field("", alias="patientInstruction")
    participant: list[AppointmentParticipant] = Field(min_length=1)


class EncounterParticipant(Element):
    type: list[CodeableConcept] = []
    individual: Reference | None = None


class EncounterLocation(Element):
    location: Reference


class Encounter(Resource):
    status: Literal[
        "planned", "arrived", "triaged", "in-progress", "onleave", "finished", "cancelled", "entered-in-error",
        "unknown",
    ]  # fmt: skip
    class_: Coding = Field(alias="class")
    type: list[CodeableConcept] = []
    subject: Reference | None = None
    participant: list[EncounterParticipant] = []
    appointment: list[Reference] = []
    period: Period = Period()
    reason_code: list[CodeableConcept] = Field([], alias="reasonCode")
    location: list[EncounterLocation] = []
    service_provider: Reference | None = Field(None, alias="serviceProvider")
