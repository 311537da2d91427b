"""How many examples the property tests draw: a few by default, thousands where FAULTLINE_HYPOTHESIS_PROFILE=ci."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

SLOW_BY_DESIGN = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]

settings.register_profile("default", max_examples=300, deadline=None, suppress_health_check=SLOW_BY_DESIGN)
settings.register_profile("ci", settings.get_profile("default"), max_examples=5000)
settings.load_profile(os.environ.get("FAULTLINE_HYPOTHESIS_PROFILE", "default"))
