"""Where real exports lie, if they do: HEARTLINE_TEST_DATA, else beside the repository."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("HEARTLINE_TEST_DATA") or ROOT.parent / "shared" / "data") / "fhir"

needs_real_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"no real exports at {DATA}")
