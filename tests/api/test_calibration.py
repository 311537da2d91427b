"""Whether outcomes carry a probability, asked and made over HTTP and on the command line's own terms."""

from __future__ import annotations

from tests.api.conftest import Person, SignIn


def test_a_calibration_is_made_by_who_may_and_says_why_there_is_none(admin: Person, sign_in: SignIn) -> None:
    never = admin.get("/calibration").get_json()
    assert (never["at"], never["changes"], never["intercept"]) == (None, 0, None)
    assert never["reason"].startswith("nobody has asked yet")
    agent = sign_in("sam", "service_agent")
    assert agent.post("/calibration").status_code == 403
    made = admin.post("/calibration")
    assert (made.status_code, made.get_json()["reason"]) == (201, "0 changes are over; 200 are needed")
    assert agent.get("/calibration").get_json() == made.get_json()
    scoped = sign_in("rita", "change_manager", scope="Retail")
    assert (scoped.get("/calibration").status_code, scoped.post("/calibration").status_code) == (403, 403)
