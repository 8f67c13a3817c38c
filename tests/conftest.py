"""Settings that every test shares."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("b12regimen", deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("b12regimen")
