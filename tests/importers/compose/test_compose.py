# ruff: noqa: E501  # compose files stand as they are written
from __future__ import annotations

import pytest

from cmdb.errors import Invalid
from importers.compose import COMPOSE
from tests.importers.observed import Read, file, read, shared, shared_folder


def compose(text: str, name: str = "shop/compose.yaml") -> Read:
    return read(COMPOSE, file(name, text))


SAMPLES = {
    "elasticsearch-logstash-kibana.compose.yaml": {("logstash", "elasticsearch"), ("kibana", "elasticsearch")},
    "fastapi.compose.yaml": set(),
    "gitea-postgres.compose.yaml": {("gitea", "db")},
    "nextcloud-redis-mariadb.compose.yaml": {("nc", "redis"), ("nc", "db")},
    "nginx-flask-mysql.compose.yaml": {("backend", "db"), ("proxy", "backend")},
    "nginx-golang-mysql.compose.yaml": {("backend", "db"), ("proxy", "backend")},
    "nginx-nodejs-redis.compose.yaml": {("nginx", "web1"), ("nginx", "web2")},
    "prometheus-grafana.compose.yaml": set(),
    "react-java-mysql.compose.yaml": {("frontend", "backend"), ("backend", "db")},
    "robot-shop.docker-compose.yaml": {
        ("catalogue", "mongodb"),
        ("user", "mongodb"),
        ("user", "redis"),
        ("cart", "redis"),
        ("shipping", "mysql"),
        ("ratings", "mysql"),
        ("payment", "rabbitmq"),
        ("dispatch", "rabbitmq"),
        ("web", "catalogue"),
        ("web", "user"),
        ("web", "shipping"),
        ("web", "payment"),
    },
}


@pytest.mark.parametrize(("name", "edges"), SAMPLES.items())
def test_dependencies_of_the_samples(name: str, edges: set[tuple[str, str]]) -> None:
    found = read(COMPOSE, shared("compose", name))
    assert found.edges(of="workload") == edges
    assert not found.rejected


def test_all_samples_at_once() -> None:
    found = read(COMPOSE, *shared_folder("compose"))
    assert len(found.of("compose_project")) == 10
    assert sum(each.cls == "workload" for each in found.cis) == 36
    assert len(found.names) == len(found.cis)
    assert found.edges("stored_on") >= {
        ("gitea", "gitea-postgres_git_data"),
        ("prometheus", "prometheus-grafana_prom_data"),
    }
    assert sum(each.cls == "configuration" for each in found.cis) == 3


def test_a_service_keeps_its_identity_in_its_project() -> None:
    found = compose("services:\n  db: {image: 'postgres:15'}\n")
    project, db = found.cis
    assert (project.cls, project.name, project.native_id) == ("compose_project", "shop", "shop")
    assert (db.cls, db.name, db.native_id, db.parent and db.parent.native_id) == ("workload", "db", "shop/db", "shop")
    assert db.attributes == {"workload_kind": "compose service", "images": ["postgres:15"]}
    assert found.edges("contains") == {("shop", "db")}


@pytest.mark.parametrize(
    ("file_name", "content", "project"),
    [
        ("compose.yaml", "name: till\nservices: {a: {image: x}}", "till"),
        ("compose.yaml", "name: ${X}\nservices: {a: {image: x}}", "compose"),
        ("My Shop/docker-compose.yml", "services: {a: {image: x}}", "my-shop"),
        ("x/robot-shop.docker-compose.yaml", "services: {a: {image: x}}", "robot-shop"),
        ("x/shop-compose.yml", "services: {a: {image: x}}", "shop"),
        ("x/stack.yml", "services: {a: {image: x}}", "stack"),
        ("x/docker-compose.prod.yml", "services: {a: {image: x}}", "x"),
        ("-", "services: {a: {image: x}}", "compose"),
    ],
)
def test_the_project_is_named(file_name: str, content: str, project: str) -> None:
    assert compose(content, file_name).of("compose_project") == {project}


DECLARED = """
services:
  web:
    depends_on: [app]
    links: ["db:database"]
    external_links: [other_1]
  app:
    depends_on:
      db: {condition: service_healthy}
      migrate: {condition: service_completed_successfully}
      cache: {condition: service_started, required: false}
      ghost: {condition: service_started}
  sidecar: {network_mode: "service:app", pid: "service:app"}
  backup: {volumes_from: ["db:ro", "container:other"]}
  client:
    links: ["db:database"]
    environment: {DATABASE_HOST: database}
  db: {image: postgres}
  migrate: {image: migrate}
  cache: {image: redis}
"""


def test_declared_dependencies() -> None:
    found = compose(DECLARED)
    assert found.edges(of="workload") == {
        ("web", "app"),
        ("web", "db"),
        ("app", "db"),
        ("app", "migrate"),
        ("app", "cache"),
        ("sidecar", "app"),
        ("backup", "db"),
        ("client", "db"),
    }
    soft = {each.other.native_id for each in found.ci("app").relations if each.fields.get("need") == "soft"}
    assert soft == {"shop/migrate", "shop/cache"}
    assert all(each.fields["confidence"] == 1 for each in found.ci("app").relations if each.type == "depends_on")
    assert "names 'ghost', which is no service" in found.texts
    assert "outside the project: other_1" in found.texts
    assert "names 'container:other', outside the project" in found.texts


SHOWN = """
services:
  app:
    command: ["serve", "--cache=cache:6379", "--search", "search"]
    env_file: [.env]
    environment:
      - DATABASE_URL=postgres://user:hunter2@${DB:-db}:5432/shop
      - QUEUE_HOST=mq.local
      - SEARCH_HOST=search
      - KIND=search
      - SELF_URL=http://app:8080
      - HERE_URL=http://localhost:1
      - PAYMENTS_URL=https://key:hunter2@api.payments.example/v1
      - PASSED
  worker:
    command: serve --queue amqp://x:y@queue:5672/ 'unclosed
    environment: {PORT: 80, DEBUG: true, NOTHING: null, PRICE: $$5}
  db: {image: postgres}
  cache: {image: redis}
  search: {image: opensearch, container_name: finder}
  queue: {image: rabbitmq, networks: {default: {aliases: [mq.local]}}}
"""


def test_dependencies_that_settings_show() -> None:
    found = compose(SHOWN)
    assert found.edges(of="workload") == {
        ("app", "db"),
        ("app", "cache"),
        ("app", "search"),
        ("app", "queue"),
        ("worker", "queue"),
    }
    sure = {
        each.other.native_id: each.fields["confidence"]
        for each in found.ci("app").relations
        if each.type == "depends_on"
    }
    assert sure == {"shop/db": 0.9, "shop/cache": 0.9, "shop/search": 0.8, "shop/queue": 0.8}
    assert "shows api.payments.example, which is no service of these files" in found.texts
    assert "environment files are not read" in found.texts
    everything = repr(found)
    assert "hunter2" not in everything


def test_volumes_secrets_and_ports() -> None:
    text = """
services:
  db:
    image: postgres
    ports: ["5432:5432/tcp", "127.0.0.1:8001:8002", {target: 9000, published: "9001"}, 22:22, "3000-3005:3000-3005"]
    expose: [33060]
    deploy: {replicas: 3}
    profiles: [debug]
    volumes: [data:/var/lib, ./x:/x, /anonymous, {type: volume, source: shared, target: /s}, {type: bind, source: ./y, target: /y}, lost:/l]
    secrets: [password, {source: key, target: k}, gone]
    configs: [settings]
volumes:
  data:
  shared: {external: true}
  named: {name: real-name}
secrets: {password: {file: ./p}, key: {external: true}}
configs: {settings: {content: "secret content"}}
"""
    found = compose(text)
    assert found.ci("db").attributes == {
        "workload_kind": "compose service",
        "images": ["postgres"],
        "ports": [22, 3000, 5432, 8002, 9000, 33060],
        "replicas": 3,
        "tags": ["profile debug"],
    }
    assert found.of("volume") == {"shop_data", "shared", "real-name"}
    assert found.edges("stored_on") == {("db", "shop_data"), ("db", "shared")}
    assert found.ci("shared").parent is None
    assert found.edges() == {("db", "password"), ("db", "key"), ("db", "settings")}
    assert "names the volume 'lost'" in found.texts
    assert "names 'gone'" in found.texts
    assert "secret content" not in repr(found)


def test_files_of_one_project_are_laid_over_each_other() -> None:
    base = file(
        "shop/docker-compose.yml", "services: {web: {image: a, environment: [A=1], ports: ['1:1']}, db: {image: b}}"
    )
    over = file(
        "shop/docker-compose.override.yml",
        "services: {web: {image: c, environment: {DB_HOST: db}, ports: ['2:2'], deploy: {replicas: 2}}}",
    )
    found = read(COMPOSE, over, base)
    assert found.ci("web").attributes == {
        "workload_kind": "compose service",
        "images": ["c"],
        "ports": [1, 2],
        "replicas": 2,
    }
    assert found.edges(of="workload") == {("web", "db")}
    assert "is laid over shop/docker-compose.yml" in found.texts


def test_services_extend_others() -> None:
    common = file("shop/common.yml", "name: common\nservices: {base: {image: base, environment: {DB_HOST: db}}}")
    text = """
services:
  web: {extends: {file: common.yml, service: base}, image: web}
  job: {extends: web, image: job}
  lost: {extends: {service: nobody}, image: x}
  away: {extends: {file: elsewhere.yml, service: base}, image: x}
  one: {extends: two, image: x}
  two: {extends: one, image: x}
  db: {image: db}
"""
    found = read(COMPOSE, file("shop/compose.yaml", text), common)
    assert {("web", "db"), ("job", "db")} <= found.edges(of="workload")
    assert found.ci("job").attributes["images"] == ["job"]
    assert "extends nobody is left out: the files do not hold it" in found.texts
    assert "extends base of elsewhere.yml is left out" in found.texts
    assert "circle" in found.texts


def test_anchors_merge() -> None:
    text = """
x-base: &base {image: app, depends_on: [db]}
services:
  a: {<<: *base}
  b: {<<: *base, image: other}
  db: {image: db}
"""
    found = compose(text)
    assert found.edges(of="workload") == {("a", "db"), ("b", "db")}
    assert not found.notes


def test_a_host_in_the_settings_carries_the_project() -> None:
    found = read(COMPOSE, file("shop/compose.yaml", "services: {a: {image: x}}"), mapping={"host": "docker-1"})
    assert found.edges("runs_on") == {("a", "docker-1")}
    assert found.of("computer") == {"docker-1"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("services: [a]", "services: is no mapping"),
        ("volumes: {a: {}}", "has no services"),
        ("a: 1\n---\nb: 2\n", "is no compose file"),
        ("- services", "is no compose file"),
        ("services:\n  web:\n    image: [", "cut off"),
        ("services:\n  web: {image: a}\n  web: {image: b}\n", "line 3: the same key stands twice"),
        ("", "is no compose file"),
    ],
)
def test_what_is_no_compose_file_is_refused(text: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        compose(text)


def test_odd_services_do_no_harm() -> None:
    names = '"<script>": {image: x}, "=1+1": {image: x}, "../../etc": {image: x}, "a\\u0000b": {image: x}, "\\u202egpj": {image: x}'
    found = compose('{"services": {' + names + ', "n": null, "t": "text", "d": {"depends_on": 3, "ports": {"a": 1}, "volumes": "x", "links": {}, "environment": 5, "command": 7, "deploy": [], "networks": ["a"], "secrets": {}}}}')  # fmt: skip
    assert found.of("workload") == {"<script>", "=1+1", "../../etc", "n", "t", "d"}
    assert sorted(found.reasons) == [
        "this service holds NUL",
        "this service holds characters that change the direction of text",
    ]
    assert "services.t: is no mapping" in found.texts


def test_projects_of_the_same_name_are_noted() -> None:
    text = "name: shop\nservices: {a: {image: x}}"
    found = read(COMPOSE, file("one/compose.yaml", text), file("two/compose.yaml", text))
    assert "declares the project shop, as one/compose.yaml does" in found.texts
