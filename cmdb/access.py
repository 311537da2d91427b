"""Who may do what: permissions and roles as declarations, one pure decision, and what a scope hides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from cmdb.errors import Forbidden, Invalid
from cmdb.model import Node
from cmdb.query import All, Compare, Condition
from cmdb.values import normal, normal_text

__all__ = [
    "PERMISSIONS",
    "ROLES",
    "SCOPE_ATTRIBUTE",
    "SCOPE_FIELD",
    "Decision",
    "Permission",
    "Principal",
    "Role",
    "condition",
    "decide",
    "permissions_of",
    "require",
    "sees",
]

SCOPE_ATTRIBUTE = "scope"
SCOPE_FIELD = f"attributes.{SCOPE_ATTRIBUTE}"


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing that may be allowed. ``estate``: it bears on the whole estate, so a scope never suffices."""

    name: str
    description: str
    estate: bool = False


@dataclass(frozen=True, slots=True)
class Role:
    """A named bundle of permissions."""

    name: str
    label: str
    description: str
    permissions: frozenset[str]


PERMISSIONS: Mapping[str, Permission] = MappingProxyType(
    {
        each.name: each
        for each in (
            Permission("self", "Sign out, change one's own password, see what one may do."),
            Permission("ci.read", "See CIs, their relations, history and services, and search them."),
            Permission("ci.write", "Create and change CIs and relations."),
            Permission("ci.retire", "Retire CIs."),
            Permission("schema.read", "See classes, relation types and lifecycles."),
            Permission("schema.write", "Declare and change classes, relation types and lifecycles.", estate=True),
            Permission("impact.ask", "Ask what breaks, why, why not, and what something stands on."),
            Permission("plan.preview", "See what a plan would change."),
            Permission("plan.merge", "Write a plan into the graph."),
            Permission("import.read", "See imports, their reports and rows, and the sources.", estate=True),
            Permission(
                "import.write", "Upload files, map their columns and try an import without writing.", estate=True
            ),
            Permission("import.apply", "Write an import into the graph.", estate=True),
            Permission("import.undo", "Take an import back.", estate=True),
            Permission("source.withdraw", "Drop all that a source has said.", estate=True),
            Permission("job.read", "See long-running work and its progress.", estate=True),
            Permission("job.cancel", "Stop long-running work.", estate=True),
            Permission("export.read", "Download the graph."),
            Permission("record.read", "See incidents, problems, requests and the other records."),
            Permission("change.decide", "Approve and reject changes, and declare when nothing is changed."),
            Permission("board.manage", "Plan, open and close the meetings of the change board."),
            Permission("event.write", "Send alerts of monitoring.", estate=True),
            Permission("deployment.write", "Tell of deployments, as pipelines do.", estate=True),
            Permission("record.write", "Open records, work on them, and write what happened."),
            Permission("portal.use", "Use the portal: search it, report, ask for items, follow one's own records."),
            Permission("catalogue.manage", "Declare what the catalogue offers, and to whom.", estate=True),
            Permission("view.own", "Keep dashboards and views of lists for oneself."),
            Permission("view.share", "Share dashboards and views of lists with others."),
            Permission(
                "template.manage", "Keep templates of records; of standard changes with change.decide.", estate=True
            ),
            Permission("agreement.write", "Declare calendars, agreements, targets of measures and rates.", estate=True),
            Permission("token.own", "Make and revoke one's own tokens for programs."),
            Permission("token.manage", "See and revoke everybody's tokens.", estate=True),
            Permission("account.read", "See accounts and their roles.", estate=True),
            Permission("account.manage", "Create, change and remove accounts.", estate=True),
            Permission("metrics.read", "Read the figures of the running server.", estate=True),
        )
    }
)

READ = frozenset(
    {
        "self",
        "portal.use",
        "ci.read",
        "schema.read",
        "impact.ask",
        "plan.preview",
        "import.read",
        "job.read",
        "export.read",
        "record.read",
        "view.own",
        "token.own",
    }
)
WORK = READ | {"record.write"}
CHANGE = WORK | {"ci.write", "ci.retire", "plan.merge"}
IMPORT = frozenset({"import.write", "import.apply", "import.undo", "job.cancel", "event.write", "deployment.write"})

ROLES: Mapping[str, Role] = MappingProxyType(
    {
        each.name: each
        for each in (
            Role("reader", "Reader", "Sees everything in the scope and asks the engine.", READ),
            Role("engineer", "Engineer", "Keeps CIs and relations, runs imports.", CHANGE | IMPORT),
            Role(
                "asset_manager",
                "Asset manager",
                "Keeps CIs and their sources: imports, withdraws, retires.",
                CHANGE
                | IMPORT
                | {"source.withdraw", "agreement.write", "catalogue.manage", "template.manage", "view.share"},
            ),
            Role("service_agent", "Service agent", "Works on tickets; sees what they hit.", WORK),
            Role(
                "change_manager",
                "Change manager",
                "Plans changes and merges them.",
                WORK | {"plan.merge", "change.decide", "board.manage", "template.manage", "view.share"},
            ),
            Role("board_member", "Board member", "Reads and decides on changes.", WORK | {"change.decide"}),
            Role(
                "monitoring",
                "Monitoring",
                "Sends alerts and sees nothing.",
                frozenset({"self", "token.own", "event.write"}),
            ),
            Role(
                "pipeline",
                "Pipeline",
                "Tells of deployments and sees nothing.",
                frozenset({"self", "token.own", "deployment.write"}),
            ),
            Role("requester", "Requester", "Uses the portal only.", frozenset({"self", "portal.use"})),
            Role("admin", "Administrator", "May do everything.", frozenset(PERMISSIONS)),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who acts. ``scope`` None: the whole estate. ``via`` says how they came in."""

    name: str
    display_name: str = ""
    roles: tuple[str, ...] = ()
    permissions: frozenset[str] = field(default_factory=frozenset)
    scope: str | None = None
    via: Literal["session", "token", "demo", "command line"] = "session"


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something is allowed and why (not)."""

    allowed: bool
    permission: str
    reason: str


def permissions_of(roles: Iterable[str]) -> frozenset[str]:
    """Return what roles allow together. Raises ``Invalid`` for a role that does not exist."""
    granted: set[str] = set()
    for name in roles:
        if name not in ROLES:
            raise Invalid("roles", "there is no such role", name, ", ".join(ROLES))
        granted |= ROLES[name].permissions
    return frozenset(granted)


def decide(who: Principal | None, permission: str, *, node: Node | None = None) -> Decision:
    """Decide whether ``who`` may do something, to ``node`` if one is given. Nobody (None) may do nothing."""
    if who is None:
        return Decision(False, permission, "nobody is signed in")
    if permission not in who.permissions:
        return Decision(False, permission, f"none of the roles {', '.join(who.roles) or '(none)'} allows it")
    if who.scope is not None and PERMISSIONS[permission].estate:
        return Decision(False, permission, f"it bears on the whole estate, the rights are within {who.scope!r}")
    if node is not None and not sees(who, node):
        return Decision(False, permission, f"it is outside the scope {who.scope!r}")
    return Decision(True, permission, "allowed")


def require(who: Principal | None, permission: str, *, node: Node | None = None) -> None:
    """Raise ``Forbidden`` unless ``decide`` allows it."""
    if not decide(who, permission, node=node).allowed:
        raise Forbidden(permission)


def sees(who: Principal, node: Node) -> bool:
    """Say whether a node is within the scope: it carries it, or the rights are over the whole estate."""
    if who.scope is None:
        return True
    carried = node.attributes.get(SCOPE_ATTRIBUTE)
    found = normal(carried) if carried is not None else None
    wanted = normal_text(who.scope)
    return wanted in found if isinstance(found, tuple) else wanted == found


def condition(who: Principal) -> Condition:
    """Return the condition that every find, aggregate and export of this person carries (``sees`` as a query)."""
    return All() if who.scope is None else Compare(SCOPE_FIELD, "=", normal_text(who.scope))
