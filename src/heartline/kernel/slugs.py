"""Short names for addresses."""

from typing import Any
from uuid import uuid4

from django.db.models import Model
from django.utils.text import slugify

from heartline.kernel.text import fold

TAKEN = ("new",)  # the address of the form for another one


def free_slug(model: type[Model], text: str, otherwise: str) -> str:
    """A slug for `text` (any script) that no row of `model` has yet; of `otherwise` where nothing of it can be written so."""
    rows: Any = model._default_manager
    slug = slugify(fold(text))[:38].strip("-") or otherwise
    free = slug not in TAKEN and not rows.filter(slug=slug).exists()
    return slug if free else f"{slug}-{uuid4().hex[:8]}"
