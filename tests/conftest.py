"""Settings that every test shares."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

SLOW = [HealthCheck.too_slow]

# The same examples each time, so that a failure is the change's; look further with --hypothesis-profile=explore.
settings.register_profile("default", deadline=None, max_examples=150, derandomize=True, suppress_health_check=SLOW)
settings.register_profile("explore", deadline=None, max_examples=2000, suppress_health_check=SLOW)
# Coverage asks which lines are reached, not whether laws hold: few examples do.
settings.register_profile("reach", deadline=None, max_examples=25, derandomize=True, suppress_health_check=SLOW)
settings.load_profile("default")

# What tests share says what was found and what was wanted, as a test itself does.
pytest.register_assert_rewrite("cases", "dobetin", "uk_labels")

os.environ.setdefault("MPLBACKEND", "Agg")  # figures, those of the pages too, are drawn without a window
