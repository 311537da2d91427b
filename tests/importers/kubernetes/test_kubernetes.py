# ruff: noqa: E501  # manifests stand as they are written
from __future__ import annotations

import json

import pytest

from cmdb.errors import Invalid
from importers.kubernetes import KUBERNETES
from tests.importers.observed import Read, file, read


def manifests(text: str, **settings: str) -> Read:
    return read(KUBERNETES, file("k.yaml", text), mapping=dict(settings))


def deployment(
    name: str, labels: str = "", pod: str = "", *, namespace: str = "default", kind: str = "Deployment"
) -> str:
    return f"""---
apiVersion: apps/v1
kind: {kind}
metadata: {{name: {name}, namespace: {namespace}}}
spec:
  replicas: 2
  template:
    metadata: {{labels: {{{labels or "app: " + name}}}}}
    spec: {{{pod or "containers: [{name: c, image: i}]"}}}
"""


def service(name: str, selector: str = "", *, namespace: str = "default", more: str = "") -> str:
    return f"""---
apiVersion: v1
kind: Service
metadata: {{name: {name}, namespace: {namespace}}}
spec: {{selector: {{{selector or "app: " + name}}}{more}}}
"""


def env(**settings: str) -> str:
    return (
        "containers: [{name: c, env: [" + ", ".join(f"{{name: {k}, value: '{v}'}}" for k, v in settings.items()) + "]}]"
    )


def test_a_workload_as_it_is_observed() -> None:
    pod = "containers: [{name: c, image: 'shop/web:1', ports: [{containerPort: 8080}, {containerPort: 80}]}], initContainers: [{name: i, image: busybox}]"
    found = manifests(deployment("web", pod=pod, namespace="shop"), cluster="prod")
    web = found.ci("web")
    assert (web.cls, web.native_id) == ("workload", "shop/Deployment/web")
    assert web.parent is not None
    assert web.parent.native_id == "Namespace/shop"
    assert web.attributes == {
        "workload_kind": "Deployment",
        "replicas": 2,
        "images": ["busybox", "shop/web:1"],
        "ports": [80, 8080],
    }
    assert found.of("kubernetes_cluster") == {"prod"}
    assert found.edges("contains") == {("prod", "shop"), ("shop", "web")}
    assert {each.fields["need"] for each in web.relations if each.type == "contains"} == {"none"}
    assert found.edges("runs_on") == {("web", "prod")}
    assert "no cluster is named" not in found.texts


def test_without_a_cluster_a_note_says_what_that_means() -> None:
    found = manifests(deployment("web"))
    assert found.of("kubernetes_namespace") == {"default"}
    assert "no cluster is named" in found.texts


SHOWN = (
    deployment(
        "web",
        pod="containers: [{name: c, args: ['--cache=cache.shared:6379', 'serve'], command: [sh, -c, 'curl http://search:9200'], env: ["
        "{name: A_URL, value: 'http://u:hunter2@api.shop.svc.cluster.local:80/x'},"
        "{name: DB_HOST, value: db}, {name: DB_TYPE, value: queue}, {name: MODE, value: 'queue'},"
        "{name: PORT, value: 6379}, {name: FULL, value: '$(DB_HOST):$(PORT)'},"
        "{name: AWAY_ADDR, value: 'away:80'}, {name: STRIPE_URL, value: 'https://k:hunter2@api.stripe.com'},"
        "{name: SELF_ADDR, value: 'web:80'}, {name: POD_ADDR, value: 'db-0.db:5432'}]}]",
        namespace="shop",
    )
    + "".join(
        deployment(name, namespace=ns) + service(name, namespace=ns)
        for name, ns in (
            ("api", "shop"),
            ("db", "shop"),
            ("queue", "shop"),
            ("search", "shop"),
            ("cache", "shared"),
            ("cache", "shop"),
        )
    )
    + service("web", namespace="shop")
)


def test_dependencies_are_what_settings_show_and_nothing_else() -> None:
    found = manifests(SHOWN)
    web = found.ci("web")
    assert {
        (each.other.native_id, each.fields["confidence"]) for each in web.relations if each.type == "depends_on"
    } == {
        ("shop/Deployment/api", 0.9),
        ("shop/Deployment/db", 0.9),
        ("shop/Deployment/search", 0.9),
        ("shared/Deployment/cache", 0.9),
    }
    assert "env.AWAY_ADDR shows away:80, which no Service of these files has" in found.texts
    assert "env.STRIPE_URL shows api.stripe.com" in found.texts
    assert "hunter2" not in repr(found)


def test_several_workloads_behind_a_service_are_a_group_of_which_one_is_enough() -> None:
    text = (
        deployment("page", pod=env(REVIEWS_ADDR="reviews:9080", FAR_ADDR="reviews.far:9080"))
        + "".join(deployment(f"reviews-{v}", f"app: reviews, version: {v}") for v in ("v1", "v2", "v3"))
        + service("reviews")
        + "".join(deployment(f"r-{v}", "app: reviews", namespace="far") for v in ("v1", "v2"))
        + service("reviews", namespace="far")
    )
    page = manifests(text).ci("page")
    assert page.groups == {"reviews": {"min_up": 1}, "reviews.far": {"min_up": 1}}
    assert sorted((each.group, each.other.native_id) for each in page.relations if each.group) == [
        ("reviews", "default/Deployment/reviews-v1"),
        ("reviews", "default/Deployment/reviews-v2"),
        ("reviews", "default/Deployment/reviews-v3"),
        ("reviews.far", "far/Deployment/r-v1"),
        ("reviews.far", "far/Deployment/r-v2"),
    ]


def test_peers_of_one_service_do_not_depend_on_each_other() -> None:
    text = deployment("zk", pod=env(ZOO_SERVERS="zk-0.zk:2888,zk-1.zk:2888"), kind="StatefulSet") + service("zk")
    found = manifests(text)
    assert not found.edges()
    assert found.ci("zk").attributes["workload_kind"] == "StatefulSet"


def test_services_without_workloads_and_names_outside() -> None:
    text = (
        deployment(
            "web", pod=env(A_ADDR="empty:1", B_ADDR="rds:3306", C_ADDR="alias:80", D_URL="https://x.googleapis.com/y")
        )
        + service("empty")
        + service("rds", more=", type: ExternalName, externalName: Db.RDS.example.com")
        + service("alias", more=", type: ExternalName, externalName: api.default.svc.cluster.local")
        + deployment("api")
        + service("api")
        + """---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: google}
spec: {hosts: ["*.googleapis.com", accounts.google.com]}
"""
    )
    found = manifests(text)
    assert found.edges() == {("web", "db.rds.example.com"), ("web", "api"), ("web", "*.googleapis.com")}
    assert found.of("external_service") == {"db.rds.example.com", "*.googleapis.com", "accounts.google.com"}
    assert "names the Service empty, which selects no workload" in found.texts


STORES = """
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  template:
    metadata: {labels: {app: db}}
    spec:
      volumes:
        - {name: a, persistentVolumeClaim: {claimName: backup}}
        - {name: b, configMap: {name: settings}}
        - {name: c, secret: {secretName: tls, optional: true}}
        - {name: d, projected: {sources: [{secret: {name: token}}]}}
        - {name: e, emptyDir: {}}
      containers:
        - name: c
          envFrom: [{configMapRef: {name: common}}, {secretRef: {name: password}}]
          env:
            - {name: P, valueFrom: {secretKeyRef: {name: tls, key: p}}}
            - {name: CACHE, valueFrom: {configMapKeyRef: {name: settings, key: cache}}}
  volumeClaimTemplates:
    - metadata: {name: data}
      spec: {resources: {requests: {storage: 10Gi}}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: backup}
spec: {resources: {requests: {storage: 500M}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {cache: "cache:6379", other: "queue:5672", banner: "top secret words"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: common}
data: {QUEUE_ADDR: "queue:5672"}
---
apiVersion: v1
kind: Secret
metadata: {name: password}
stringData: {DATABASE_URL: "postgres://x:hunter2@search:1"}
"""


def test_configurations_and_volumes_never_contents() -> None:
    text = STORES + "".join(deployment(name) + service(name) for name in ("cache", "queue", "search"))
    found = manifests(text)
    assert found.edges("stored_on") == {("db", "backup"), ("db", "data-db")}
    assert found.ci("data-db").attributes == {"size_gb": 10.737}
    assert found.ci("backup").attributes == {"size_gb": 0.5}
    assert found.of("configuration") == {"settings", "common", "password", "tls", "token"}
    assert {end for start, end in found.edges() if start == "db"} == {
        "settings", "common", "password", "tls", "token", "cache", "queue",
    }  # fmt: skip
    assert not [each for each in found.ci("db").relations if each.fields.get("need") == "soft"]
    assert "hunter2" not in repr(found)
    assert "top secret words" not in repr(found)


def test_an_optional_configuration_is_soft() -> None:
    pod = "volumes: [{name: c, secret: {secretName: tls, optional: true}}], containers: []"
    found = manifests(deployment("web", pod=pod))
    assert [each.fields for each in found.ci("web").relations if each.type == "depends_on"] == [
        {"confidence": 1.0, "need": "soft"}
    ]


ENTRIES = """
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  defaultBackend: {service: {name: web}}
  rules:
    - host: shop.example
      http: {paths: [{path: /, backend: {service: {name: web}}}, {path: /api, backend: {service: {name: api}}}, {path: /x, backend: {service: {name: gone}}}]}
---
apiVersion: extensions/v1beta1
kind: Ingress
metadata: {name: old}
spec: {rules: [{http: {paths: [{backend: {serviceName: web, servicePort: 80}}]}}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: entry}
spec: {listeners: [{hostname: a.example}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: route}
spec: {parentRefs: [{name: entry}, {name: other, namespace: infra}], hostnames: [a.example], rules: [{backendRefs: [{name: web}, {kind: Bucket, name: b}]}]}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: mesh-entry}
spec: {selector: {istio: ingressgateway}, servers: [{hosts: ["*", b.example]}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: shop}
spec: {hosts: [b.example], gateways: [mesh-entry, mesh], http: [{route: [{destination: {host: web.default.svc.cluster.local}}]}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: inside}
spec: {hosts: [web], http: [{route: [{destination: {host: web, subset: v1}}]}]}
"""


def test_places_of_entry() -> None:
    text = (
        ENTRIES
        + deployment("web")
        + service("web")
        + deployment("api")
        + service("api")
        + deployment("gw", "istio: ingressgateway", namespace="istio-system")
    )
    found = manifests(text)
    assert found.edges() == {
        ("shop", "web"),
        ("shop", "api"),
        ("old", "web"),
        ("route", "entry"),
        ("route", "web"),
        ("mesh-entry", "gw"),
        ("shop", "mesh-entry"),
    }
    (ingress,) = [
        each for each in found.cis if each.attributes.get("ingress_kind") == "Ingress" and each.name == "shop"
    ]
    assert ingress.groups == {"backends": {"min_up": 1, "n_full": "100%"}}
    assert ingress.attributes["hosts"] == ["shop.example"]
    assert {each.group for each in ingress.relations if each.type == "depends_on"} == {"backends"}
    assert "leads to the Service gone, which is not in these files" in found.texts
    assert "names the gateway infra/Gateway/other, which is not in these files" in found.texts
    assert "1 of kind VirtualService left out: it steers traffic inside the mesh only" in found.texts
    assert len({each.native_id for each in found.cis}) == len(found.cis)


def test_lists_of_a_live_cluster() -> None:
    owned = {"ownerReferences": [{"kind": "ReplicaSet", "name": "web-1", "controller": True}]}
    items = [
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {}},
        {"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "web-1", "ownerReferences": [{"kind": "Deployment", "name": "web"}]}},
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web-1-x", **owned}, "spec": {"nodeName": "n1"}},
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "lone", "labels": {"a": "b"}}, "spec": {"nodeName": "n1"}},
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "kube-root-ca.crt"}},
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "t"}, "type": "kubernetes.io/service-account-token"},
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "kubernetes"}, "spec": {}},
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default"}},
        {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {"name": "n1"},
            "status": {
                "nodeInfo": {"osImage": "Debian 12", "systemUUID": "AB-CD"},
                "addresses": [{"type": "InternalIP", "address": "10.0.0.1"}],
                "capacity": {"cpu": "8", "memory": "16Gi"},
            },
        },
    ]  # fmt: skip
    found = read(KUBERNETES, file("k.json", json.dumps({"apiVersion": "v1", "kind": "List", "items": items})))
    assert found.of("workload") == {"web", "lone"}
    assert found.edges("runs_on") == {("lone", "n1"), ("web", "n1")}
    assert found.ci("n1").attributes == {
        "os": "Debian 12",
        "uuid": "ab-cd",
        "ip_address": "10.0.0.1",
        "memory_gb": 17.18,
        "cpu_cores": "8",
    }
    assert not found.of("configuration")
    assert not found.rejected


def test_pods_on_several_nodes_keep_their_workload_up_one_for_another() -> None:
    node = "---\napiVersion: v1\nkind: Node\nmetadata: {name: n%s}\n"
    pod = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: db-%s, ownerReferences: [{kind: StatefulSet, name: db}]}\nspec: {nodeName: n%s}\n"
    text = deployment("db", kind="StatefulSet") + "".join(node % n + pod % (n, n) for n in "123") + pod % (4, 9)
    found = manifests(text, cluster="prod")
    db = found.ci("db")
    assert db.groups == {"nodes": {"min_up": 1}}
    assert {(each.other.native_id, each.group) for each in db.relations if each.type == "runs_on"} == {
        ("cluster", ""),
        ("Node/n1", "nodes"),
        ("Node/n2", "nodes"),
        ("Node/n3", "nodes"),
    }
    assert found.edges("member_of") == {("n1", "prod"), ("n2", "prod"), ("n3", "prod")}


def test_lists_by_kind_give_their_items_their_kind() -> None:
    text = '{"apiVersion": "apps/v1", "kind": "DeploymentList", "items": [{"metadata": {"name": "web"}}, 3]}'
    found = read(KUBERNETES, file("k.json", text))
    assert found.of("workload") == {"web"}
    assert found.reasons == ["is no Kubernetes object"]
    assert "items[2]" in found.rejected[0].where


def test_cron_jobs_and_names_that_kinds_share() -> None:
    text = deployment("same") + """---
apiVersion: batch/v1
kind: CronJob
metadata: {name: same}
spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: c, image: i, env: [{name: X, value: 'http://api:1'}]}]}}}}}
""" + deployment("api") + service("api")  # fmt: skip
    found = manifests(text)
    assert {each.native_id for each in found.cis if each.cls == "workload"} == {
        "default/Deployment/same",
        "default/CronJob/same",
        "default/Deployment/api",
    }
    assert found.edges() == {("same", "api")}


def test_the_same_object_twice() -> None:
    found = manifests(deployment("web") + deployment("web") + deployment("web", "app: other"))
    assert found.of("workload") == {"web"}
    assert found.reasons == ["the same object is described twice, differently"]
    assert "document 1 (line 1)" in found.rejected[0].allowed
    assert "1 objects stand twice, word for word" in found.texts


def test_unknown_kinds_are_listed_and_unnamed_objects_rejected() -> None:
    text = """
apiVersion: acme/v1
kind: Rocket
metadata: {name: a}
---
apiVersion: acme/v1
kind: Rocket
metadata: {name: b}
---
apiVersion: v1
kind: Pod
metadata: {}
---
just text
---
kind: Pod
"""
    found = manifests(text)
    assert "2 of kind Rocket left out: this kind is not read" in found.texts
    assert found.reasons == ["this Pod has no name", "is no Kubernetes object", "is no Kubernetes object"]


def test_workloads_whose_settings_show_nothing_are_named_not_guessed() -> None:
    found = manifests(deployment("a") + deployment("b", pod=env(X_ADDR="a:1")) + service("a"))
    assert "the settings of 1 of 2 workloads show no address of anything: a; what their code calls" in found.texts


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("apiVersion: v1\nkind: Pod\nmetadata: {name: [", "cut off"),
        ("apiVersion: v1\nkind: Pod\nkind: Pod\n", "same key stands twice"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        manifests(text)


def test_odd_contents_do_no_harm() -> None:
    text = """
{"apiVersion": "v1", "kind": "List", "items": [
 {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a\\u0000"}},
 {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "<img src=x>", "labels": 3, "ownerReferences": 5}, "spec": {"containers": {"a": 1}, "volumes": [3], "nodeName": 7}},
 {"apiVersion": "v1", "kind": "Deployment", "metadata": {"name": "d"}, "spec": {"template": [], "replicas": "two", "volumeClaimTemplates": 4}},
 {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"env": [{"name": 5, "value": {}}, 7], "args": 3, "image": 9, "ports": [{"containerPort": "x"}]}]}},
 {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"}, "spec": {"selector": []}},
 {"apiVersion": "v1", "kind": "Ingress", "metadata": {"name": "i"}, "spec": {"rules": [{"http": 3}], "tls": 4}},
 {"apiVersion": "v1", "kind": "VirtualService", "metadata": {"name": "v"}, "spec": {"gateways": "x"}},
 {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n"}, "status": {"addresses": [1], "capacity": {"memory": 5}}}
]}
"""
    found = read(KUBERNETES, file("k.json", text))
    assert found.of("workload") == {"<img src=x>", "d", "p"}
    assert found.reasons == ["a name of this object holds NUL"]
