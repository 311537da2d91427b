"""Signing in: accounts, sessions, cookies, lock-out, the set-up link, tokens, the demo."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from api.app import create_app
from api.auth.setup_link import make_setup_token
from api.settings import Settings
from cmdb.errors import Invalid
from cmdb.store.port import Store
from tests.api.conftest import PASSWORD, Clock, Person, SignIn


def credentials(name: str = "root", password: str = PASSWORD) -> dict[str, str]:
    return {"name": name, "password": password}


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(admin: Person) -> None:
    answer = admin.post("/session", credentials())
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    assert "Path=/" in cookie


def test_the_cookie_is_for_https_only_where_people_come_by_https(store: Store, clock: Clock, tmp_path: Path) -> None:
    app = create_app(store, Settings(url="https://cmdb.example", folder=tmp_path, demo=True), clock=clock)
    answer = app.test_client().get("/api/v1/session")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"]


def test_a_session_ends_when_it_is_closed_or_unused(admin: Person, clock: Clock) -> None:
    assert admin.get("/accounts").status_code == 200
    clock.forward(hours=11)
    assert admin.get("/accounts").status_code == 200
    clock.forward(hours=11)
    assert admin.get("/accounts").status_code == 200
    clock.forward(hours=13)
    assert admin.get("/accounts").status_code == 401
    admin.headers = {"X-CSRF-Token": admin.post("/session", credentials()).get_json()["csrf"]}
    assert admin.delete("/session").get_json()["account"] is None
    assert admin.get("/accounts").status_code == 401


def test_name_and_password_are_refused_alike_and_slower_each_time(admin: Person, nobody: Person, clock: Clock) -> None:
    texts = set()
    for name in ("root", "nobody-of-this-name"):
        for _ in range(5):
            answer = nobody.post("/session", credentials(name, "wrong password"))
            assert answer.status_code == 401
            texts.add(answer.get_json()["detail"])
        locked = nobody.post("/session", credentials(name))
        assert locked.status_code == 429
        assert locked.headers["Retry-After"] == "1"
    assert len(texts) == 1
    clock.forward(seconds=1.1)
    assert nobody.post("/session", credentials("root", "still wrong one")).status_code == 401
    assert nobody.post("/session", credentials()).headers["Retry-After"] == "2"
    clock.forward(seconds=2.1)
    assert nobody.post("/session", credentials()).status_code == 200
    assert nobody.post("/session", credentials("root", "wrong password")).status_code == 401
    assert admin.get("/accounts").status_code == 200


def test_a_refused_password_is_not_echoed(nobody: Person) -> None:
    answer = nobody.post("/session", credentials(password="s3cret" * 200))
    assert answer.status_code == 422
    assert "s3cret" not in answer.text


def test_another_site_cannot_sign_somebody_in(admin: Person, nobody: Person) -> None:
    del admin
    answer = nobody.post("/session", credentials(), headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_the_setup_link_makes_the_first_account_once(nobody: Person, store: Store, clock: Clock) -> None:
    assert nobody.get("/session").get_json()["setup_needed"] is True
    old = make_setup_token(store, clock())
    token = make_setup_token(store, clock())
    assert token
    given = {"token": token, "name": "Ann", "password": PASSWORD}
    assert nobody.post("/setup", {**given, "token": old}).status_code == 401
    assert nobody.post("/setup", {**given, "password": "short"}).status_code == 422
    answer = nobody.post("/setup", given)
    assert answer.status_code == 200, answer.text
    assert answer.get_json()["account"]["roles"] == ["admin"]
    assert answer.get_json()["setup_needed"] is False
    assert nobody.post("/setup", given).status_code == 401
    assert make_setup_token(store, clock()) is None
    assert nobody.get("/accounts").status_code == 200


def test_the_setup_link_expires(nobody: Person, store: Store, clock: Clock) -> None:
    token = make_setup_token(store, clock(), hours=1)
    clock.forward(hours=2)
    assert nobody.post("/setup", {"token": token, "name": "Ann", "password": PASSWORD}).status_code == 401


def test_accounts_are_created_changed_and_removed(admin: Person) -> None:
    made = admin.post("/accounts", {"name": "Bob", "password": PASSWORD, "roles": ["reader"]})
    assert made.status_code == 201, made.text
    assert made.headers["Location"] == "/api/v1/accounts/bob"
    assert admin.post("/accounts", {"name": "bob", "password": PASSWORD}).status_code == 422
    assert admin.post("/accounts", {"name": "eve", "roles": ["king"]}).status_code == 422
    changed = admin.patch("/accounts/bob", {"roles": ["engineer"]}, match=1)
    assert changed.get_json()["roles"] == ["engineer"]
    stale = admin.patch("/accounts/bob", {"roles": []}, match=1)
    assert stale.status_code == 412
    assert stale.get_json()["current"]["roles"] == ["engineer"]
    assert "password" not in admin.get("/accounts").text.replace("has_password", "")
    assert admin.delete("/accounts/bob", match="*").status_code == 204
    assert admin.get("/accounts/bob").status_code == 404


def test_the_last_administrator_stays(admin: Person) -> None:
    for answer in (
        admin.delete("/accounts/root", match="*"),
        admin.patch("/accounts/root", {"roles": ["reader"]}, match="*"),
        admin.patch("/accounts/root", {"disabled": True}, match="*"),
        admin.patch("/accounts/root", {"scope": "Bank"}, match="*"),
    ):
        assert answer.status_code == 409, answer.text


def test_what_takes_rights_away_ends_the_sessions(admin: Person, sign_in: SignIn) -> None:
    bob = sign_in("bob", "engineer", "reader")
    assert bob.get("/cis").status_code == 200
    admin.patch("/accounts/bob", {"roles": ["reader"]}, match="*")
    assert bob.get("/cis").status_code == 401
    eve = sign_in("eve", "reader")
    admin.patch("/accounts/eve", {"disabled": True}, match="*")
    assert eve.get("/cis").status_code == 401
    assert eve.post("/session", credentials("eve")).status_code == 401


def test_one_changes_ones_own_password_with_the_old_one(admin: Person, sign_in: SignIn) -> None:
    bob = sign_in("bob", "reader")
    assert bob.post("/accounts/root/password", {"new": "another long one"}).status_code == 403
    assert bob.post("/accounts/bob/password", {"new": "another long one"}).status_code == 401
    assert bob.post("/accounts/bob/password", {"old": PASSWORD, "new": "bob"}).status_code == 422
    assert bob.post("/accounts/bob/password", {"old": PASSWORD, "new": "another long one"}).status_code == 200
    assert bob.get("/cis").status_code == 401
    assert bob.post("/session", credentials("bob", "another long one")).status_code == 200
    assert admin.post("/accounts/bob/password", {"new": "set by the admin"}).status_code == 200


def test_a_token_allows_no_more_than_it_says_and_its_account_may(sign_in: SignIn, app: Flask, clock: Clock) -> None:
    bob = sign_in("bob", "engineer")
    made = bob.post("/tokens", {"name": "script", "permissions": ["ci.read", "account.manage"], "expires_days": 2})
    assert made.status_code == 201, made.text
    assert made.get_json()["permissions"] == ["ci.read"]
    text = made.get_json()["token"]
    script = Person(app.test_client())
    script.headers = {"Authorization": f"Bearer {text}"}
    assert script.get("/cis").status_code == 200
    assert script.post("/cis", {"class": "server", "name": "x"}).status_code == 403
    assert script.get("/accounts").status_code == 403
    assert text not in bob.get("/tokens").text
    clock.forward(days=3)
    assert script.get("/cis").status_code == 401


def test_a_token_needs_no_csrf_and_dies_when_revoked_or_disabled(admin: Person, sign_in: SignIn, app: Flask) -> None:
    bob = sign_in("bob", "engineer")
    first, second = (bob.post("/tokens", {"name": name}).get_json() for name in "ab")
    script = Person(app.test_client())
    script.headers = {"Authorization": f"Bearer {first['token']}"}
    assert script.post("/cis", {"class": "server", "name": "x"}).status_code == 201
    assert bob.delete(f"/tokens/{first['id']}").status_code == 204
    assert script.get("/cis").status_code == 401
    script.headers = {"Authorization": f"Bearer {second['token']}"}
    assert script.get("/cis").status_code == 200
    admin.patch("/accounts/bob", {"disabled": True}, match="*")
    assert script.get("/cis").status_code == 401
    for nonsense in ("flt_", "flt_a_b", f"{second['token']}x", "x"):
        script.headers = {"Authorization": f"Bearer {nonsense}"}
        assert script.get("/cis").status_code == 401


def test_nobody_revokes_anothers_token_but_an_administrator(admin: Person, sign_in: SignIn) -> None:
    bob, eve = sign_in("bob", "reader"), sign_in("eve", "reader")
    token = bob.post("/tokens", {"name": "a"}).get_json()
    assert eve.get("/tokens").get_json()["items"] == []
    assert eve.delete(f"/tokens/{token['id']}").status_code == 403
    assert len(admin.get("/tokens").get_json()["items"]) == 1
    assert admin.delete(f"/tokens/{token['id']}").status_code == 204


@pytest.fixture
def demo(store: Store, clock: Clock, tmp_path: Path) -> Flask:
    return create_app(store, Settings(demo=True, folder=tmp_path), clock=clock)


def test_the_demo_signs_in_who_sits_at_the_machine(demo: Flask) -> None:
    client = demo.test_client()
    session = client.get("/api/v1/session").get_json()
    assert session["account"]["name"] == "demo"
    assert session["demo"] is True
    assert client.post("/api/v1/cis", json={"class": "server", "name": "x"}).status_code == 403
    headers = {"X-CSRF-Token": session["csrf"]}
    assert client.post("/api/v1/cis", json={"class": "server", "name": "x"}, headers=headers).status_code == 201
    assert demo.test_client().get("/api/v1/cis").status_code == 200


@pytest.mark.parametrize(
    ("host", "remote", "status"),
    [
        ("localhost:8480", "127.0.0.1", 200),
        ("127.0.0.1:8480", "127.0.0.1", 200),
        ("[::1]:8480", "::1", 200),
        ("evil.example", "127.0.0.1", 401),
        ("127.0.0.1.evil.example", "127.0.0.1", 401),
        ("localhost", "192.0.2.7", 401),
    ],
)
def test_the_demo_signs_in_nobody_else(demo: Flask, host: str, remote: str, status: int) -> None:
    answer = demo.test_client().get("/api/v1/cis", headers={"Host": host}, environ_overrides={"REMOTE_ADDR": remote})
    assert answer.status_code == status


def test_a_demo_cannot_listen_for_others() -> None:
    with pytest.raises(Invalid, match="stays on this machine"):
        Settings(demo=True, host="0.0.0.0")  # noqa: S104
