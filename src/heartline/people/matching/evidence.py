"""What comparing two persons finds: for each thing that both say something about, how far it agrees."""

from typing import NamedTuple

GIVEN, FAMILY, ORDER = "given", "family", "order"
BIRTH, SEX = "birth", "sex"
STREET, UNIT, AREA = "street", "unit", "area"
PHONE, EMAIL, NUMBER = "phone", "email", "number"
FIELDS = (GIVEN, FAMILY, ORDER, BIRTH, SEX, STREET, UNIT, AREA, PHONE, EMAIL, NUMBER)
HOUSEHOLD = (FAMILY, STREET, UNIT, AREA, PHONE, EMAIL)  # what a family has in common


class Finding(NamedTuple):
    """`level` is a key of the model. `common` are the words that agree, or nearly: how rare they are counts."""

    field: str
    level: str
    common: tuple[str, ...] = ()


Evidence = tuple[Finding, ...]
