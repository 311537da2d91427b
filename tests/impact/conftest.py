"""How many examples the property tests draw: some by day, more under `./faultline test --all`.

FAULTLINE_HYPOTHESIS_PROFILE=ci draws thousands for each of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from impact.kernels import available, using

SLOW_BY_DESIGN = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]

settings.register_profile("default", max_examples=300, deadline=None, suppress_health_check=SLOW_BY_DESIGN)
settings.register_profile("ci", settings.get_profile("default"), max_examples=5000)
settings.register_profile("all", settings.get_profile("default"), max_examples=1000)
USUAL = "all" if os.environ.get("FAULTLINE_TEST_REQUIRE_ALL") else "default"
settings.load_profile(os.environ.get("FAULTLINE_HYPOTHESIS_PROFILE", USUAL))


@pytest.fixture(scope="module", params=["plain", "compiled"])
def each_kernel(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run a module's tests on numpy, then on compiled loops."""
    if request.param == "compiled" and not available():
        pytest.skip("numba is not installed: pip install faultline-cmdb[fast]")
    with using(request.param):
        yield request.param
