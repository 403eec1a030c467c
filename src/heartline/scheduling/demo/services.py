"""The demo clinic's 25 services and which specialty gives which."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

from heartline.people.demo.draw import new_id
from heartline.people.demo.words import LANGUAGES
from heartline.people.demo.words import load as words
from heartline.scheduling.catalogue.models import Service

WORDS = Path(__file__).parent / "words"
IN, VIDEO, PHONE = "in_person", "video", "phone"


@dataclass(frozen=True, slots=True)
class Spec:
    """Times in minutes, lead and horizon in hours and days, price in cents."""

    category: str
    minutes: int
    price: int
    room: str = "exam"
    modes: tuple[str, ...] = (IN,)
    before: int = 0
    after: int = 0
    step: int = 10
    online: str = "anyone"
    lead: float = 2
    horizon: int = 90
    notice: int = 0
    cap: int | None = None
    ages: tuple[int | None, int | None] = (None, None)


SPECS = {
    "annual-check-up": Spec("primary", 30, 18000, after=10, lead=24, horizon=180, ages=(18, None)),
    "child-well-visit": Spec("primary", 30, 15000, after=5, step=15, lead=12, horizon=180, ages=(None, 17)),
    "flu-shot": Spec("primary", 10, 3500, after=5, step=5, lead=1, horizon=60),
    "travel-vaccines": Spec("primary", 20, 9000, after=5, lead=24),
    "video-visit-cold": Spec("primary", 15, 6000, room="", modes=(VIDEO, PHONE), step=15, lead=0.5, horizon=7),
    "contraception": Spec("primary", 20, 9000, modes=(IN, VIDEO), after=5, ages=(12, 55)),
    "wound-care": Spec("primary", 20, 7000, after=10, horizon=60),
    "medication-review": Spec("primary", 20, 6000, modes=(IN, PHONE, VIDEO), online="returning", ages=(16, None)),
    "stop-smoking": Spec("primary", 30, 5000, modes=(IN, PHONE, VIDEO), step=15, ages=(14, None)),
    "diabetes-review": Spec("primary", 30, 12000, after=5, online="returning", lead=24, horizon=180),
    "asthma-review": Spec("primary", 30, 11000, after=5, lead=12, horizon=120),
    "nutrition": Spec("primary", 40, 8500, modes=(IN, VIDEO), step=20),
    "mental-health-first-talk": Spec("behavioural", 50, 16000, room="therapy", modes=(IN, VIDEO), after=10, lead=24,
                                     notice=24, cap=2, ages=(12, None)),
    "counselling": Spec("behavioural", 50, 14000, room="therapy", modes=(IN, VIDEO), after=10, online="returning", lead=24,
                        notice=24, ages=(6, None)),
    "pregnancy-visit": Spec("specialty", 30, 14000, after=5, lead=12, horizon=270, ages=(12, 55)),
    "physiotherapy": Spec("specialty", 40, 9500, room="therapy", after=5, step=15, horizon=120, notice=12),
    "skin-check": Spec("specialty", 20, 15000, after=5, lead=24, horizon=180),
    "eye-check": Spec("specialty", 30, 13000, before=10, after=5, lead=24, horizon=180, notice=24),
    "hearing-test": Spec("specialty", 40, 12000, after=5, step=15, lead=24, horizon=180),
    "joint-pain": Spec("specialty", 30, 17000, after=5, lead=24, horizon=120),
    "heart-check": Spec("specialty", 45, 24000, before=5, after=10, step=15, lead=24, horizon=120, notice=24,
                        ages=(16, None)),
    "minor-procedure": Spec("specialty", 45, 32000, room="procedure", before=10, after=15, step=15, online="nobody",
                            lead=48, notice=48, cap=3),
    "blood-test": Spec("diagnostics", 15, 4500, room="laboratory", after=5, step=5, lead=1, horizon=60),
    "x-ray": Spec("diagnostics", 20, 11000, room="imaging", after=5, online="returning", lead=4, horizon=60),
    "ultrasound": Spec("diagnostics", 30, 19000, room="imaging", after=10, online="returning", lead=24, horizon=90,
                       notice=24),
}  # fmt: skip

# Specialty (people.demo.staff) → service → how often of a hundred.
OFFERS: dict[str, dict[str, int]] = {
    "family_medicine": {"annual-check-up": 30, "video-visit-cold": 18, "medication-review": 14, "diabetes-review": 12,
                        "contraception": 8, "asthma-review": 8, "stop-smoking": 4, "minor-procedure": 3, "skin-check": 3},
    "pediatrics": {"child-well-visit": 70, "asthma-review": 15, "video-visit-cold": 15},
    "nursing": {"flu-shot": 30, "wound-care": 24, "travel-vaccines": 20, "diabetes-review": 14, "stop-smoking": 12},
    "laboratory": {"blood-test": 100},
    "psychology": {"mental-health-first-talk": 25, "counselling": 75},
    "obstetrics": {"pregnancy-visit": 75, "contraception": 25},
    "physiotherapy": {"physiotherapy": 100},
    "dermatology": {"skin-check": 80, "minor-procedure": 20},
    "eye_care": {"eye-check": 100},
    "audiology": {"hearing-test": 100},
    "orthopedics": {"joint-pain": 100},
    "cardiology": {"heart-check": 100},
    "radiography": {"x-ray": 100},
    "sonography": {"ultrasound": 100},
    "nutrition": {"nutrition": 100},
    "pharmacy": {"medication-review": 70, "stop-smoking": 30},
}  # fmt: skip


def load(rng: Random) -> dict[str, Service]:
    """Write all services; slug → service."""
    services = Service.objects.bulk_create(_service(rng, slug, spec) for slug, spec in SPECS.items())
    return {service.slug: service for service in services}


def _service(rng: Random, slug: str, spec: Spec) -> Service:
    def minutes(count: float) -> timedelta:
        return timedelta(minutes=count)

    return Service(
        id=new_id(rng),
        slug=slug,
        **{part: {language: words(language, WORDS)[slug][part] for language in LANGUAGES}
           for part in ("name", "summary", "reasons", "preparation")},
        category=spec.category,
        duration=minutes(spec.minutes),
        buffer_before=minutes(spec.before),
        buffer_after=minutes(spec.after),
        step=minutes(spec.step),
        modes=list(spec.modes),
        room_kind=spec.room,
        online=spec.online,
        lead_time=timedelta(hours=spec.lead),
        horizon=timedelta(days=spec.horizon),
        cancel_notice=timedelta(hours=spec.notice),
        daily_cap=spec.cap,
        min_age=spec.ages[0],
        max_age=spec.ages[1],
        price_minor=spec.price,
    )  # fmt: skip
