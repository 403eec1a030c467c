"""Wishes are said in every language."""

import itertools

import pytest
from django.conf import settings
from django.utils import translation

from heartline.scheduling.waitlist.words import days_said


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
@pytest.mark.parametrize("brief", [True, False])
def test_days_are_said_in_every_language(language: str, brief: bool) -> None:
    with translation.override(language):
        said = [days_said(range(1, last + 1), brief=brief) for last in range(1, 8)]
    assert all(len(longer) > len(shorter) for shorter, longer in itertools.pairwise(said))
    assert not any(mark in said[-1] for mark in "{}")
