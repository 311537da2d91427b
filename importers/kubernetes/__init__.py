"""Read Kubernetes manifests: workloads, what stands behind Services, entries, configurations and volumes.

A Service is no CI: it is resolved by its selector to the workloads that serve it. A dependency is what the files
show, and nothing else: an address of a Service in the environment or the arguments of a container (the rule stands
in ``importers.addresses``; confidence 0.9, or 0.8 where only the setting's name says that a bare word is an address),
a route's backend, a named ConfigMap, Secret or volume claim (confidence 1). An address that no Service of the files
has is a note. Contents of Secrets are never looked at; those of ConfigMaps only where a container takes them as its
environment, for addresses, and they are never kept. The cluster's name comes from the source's settings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from importers.kubernetes.objects import objects_of
from importers.kubernetes.observe import observe
from importers.observation import InputFile, Observation, Options, Recognition
from importers.text import head_of

__all__ = ["KUBERNETES", "Kubernetes"]

API_VERSION = re.compile(r"^\s*[\"']?apiVersion[\"']?\s*:", re.MULTILINE)
KIND = re.compile(r"^\s*[\"']?kind[\"']?\s*:", re.MULTILINE)
JSON_KEYS = re.compile(r'"(apiVersion|kind)"\s*:')


class Kubernetes:
    """The reader of Kubernetes manifests, YAML with any number of documents or JSON."""

    name = "kubernetes"
    label = "Kubernetes manifests"
    suffixes: tuple[str, ...] = (".yaml", ".yml", ".json")

    def recognise(self, file: InputFile) -> Recognition | None:
        """Look for ``apiVersion`` and ``kind``."""
        if file.suffix not in {*self.suffixes, ""}:
            return None
        head = head_of(file)
        both = API_VERSION.search(head) and KIND.search(head)
        if both or len({match[1] for match in JSON_KEYS.finditer(head)}) == 2:  # noqa: PLR2004  # both of the keys
            return Recognition(0.9, "has apiVersion and kind")
        return None

    def read(self, files: Sequence[InputFile], options: Options) -> Iterator[Observation]:
        """Yield the CIs of all files together: a Service may stand in one, its workload in another."""
        cluster = options.mapping.get("cluster")
        yield from observe(objects_of(files), cluster if isinstance(cluster, str) else "")


KUBERNETES = Kubernetes()
