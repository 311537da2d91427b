// The pages of the client in the order of the navigation, with the letter that leads there after `g`.
import {
  IconBandage,
  IconBell,
  IconBook2,
  IconBriefcase,
  IconBug,
  IconCalendarEvent,
  IconCalendarOff,
  IconChartDots,
  IconChartLine,
  IconChecklist,
  IconClockHour4,
  IconDatabase,
  IconFileCertificate,
  IconFileImport,
  IconForms,
  IconGavel,
  IconGitBranch,
  IconHistory,
  IconHome,
  IconInbox,
  IconLayoutDashboard,
  IconLifebuoy,
  IconMail,
  IconMessageForward,
  IconPackage,
  IconPhoneCall,
  IconPlugConnected,
  IconProgress,
  IconRepeat,
  IconReplace,
  IconReportSearch,
  IconRocket,
  IconSchema,
  IconShieldExclamation,
  IconShoppingBag,
  IconTemplate,
  IconTopologyStarRing3,
  IconUnlink,
  IconUrgent,
  IconUsers,
} from "@tabler/icons-react";
import type { Noun } from "../api/records";
import { text } from "../text";

const t = text.frame.pages;

export type Place = {
  to:
    | "/"
    | "/impact"
    | "/what-if"
    | "/root-cause"
    | "/cis"
    | "/services"
    | "/weak-points"
    | "/imports"
    | "/sources"
    | "/people"
    | "/classes"
    | "/jobs"
    | "/audit"
    | "/schedule"
    | "/board"
    | "/measures"
    | "/calibration"
    | "/dashboards"
    | "/portal"
    | "/catalogue"
    | "/agreements"
    | "/calendars"
    | "/approval-rules"
    | "/closed-days"
    | "/on-call"
    | "/notification-rules"
    | "/outbox"
    | "/templates"
    | "/record-fields"
    | "/recurring"
    | "/known-errors"
    | "/events"
    | "/$noun";
  /** Which records, where `to` is the address of records. */
  noun?: Noun;
  label: string;
  /** Absent where no letter is left: the page is found in the navigation and by search. */
  key?: string;
  icon: typeof IconHome;
  needs?: string;
};

export const MAIN: Place[] = [
  { to: "/", label: t.home, key: "h", icon: IconHome },
  { to: "/impact", label: t.impact, key: "i", icon: IconTopologyStarRing3 },
  { to: "/what-if", needs: "plan.preview", label: t.whatIf, key: "f", icon: IconGitBranch },
  { to: "/root-cause", needs: "impact.ask", label: t.rootCause, key: "r", icon: IconReportSearch },
];
export const CONFIGURATION: Place[] = [
  { to: "/cis", label: t.cis, key: "c", icon: IconDatabase },
  { to: "/services", label: t.services, key: "s", icon: IconBriefcase },
  { to: "/weak-points", needs: "impact.ask", label: t.weakPoints, key: "w", icon: IconUnlink },
  { to: "/imports", needs: "import.read", label: t.imports, key: "m", icon: IconFileImport },
  { to: "/sources", needs: "import.read", label: t.sources, key: "o", icon: IconPlugConnected },
];
export const CHANGES: Place[] = [
  {
    to: "/$noun",
    noun: "changes",
    needs: "record.read",
    label: t.changes,
    key: "e",
    icon: IconReplace,
  },
  { to: "/schedule", needs: "record.read", label: t.schedule, key: "d", icon: IconCalendarEvent },
  { to: "/$noun", noun: "releases", needs: "record.read", label: t.releases, key: "6", icon: IconPackage },
  {
    to: "/$noun",
    noun: "deployments",
    needs: "record.read",
    label: t.deployments,
    key: "7",
    icon: IconRocket,
  },
  {
    to: "/$noun",
    noun: "unauthorised-changes",
    needs: "record.read",
    label: t.unauthorised,
    key: "8",
    icon: IconShieldExclamation,
  },
  { to: "/board", needs: "impact.ask", label: t.board, key: "v", icon: IconGavel },
];
export const OPERATION: Place[] = [
  { to: "/$noun", noun: "incidents", needs: "record.read", label: t.incidents, key: "n", icon: IconUrgent },
  { to: "/$noun", noun: "problems", needs: "record.read", label: t.problems, key: "b", icon: IconBug },
  { to: "/recurring", needs: "record.read", label: t.proposals, key: "y", icon: IconRepeat },
  { to: "/known-errors", needs: "record.read", label: t.knownErrors, key: "z", icon: IconBandage },
  { to: "/$noun", noun: "requests", needs: "record.read", label: t.requests, key: "q", icon: IconInbox },
  { to: "/events", needs: "record.read", label: t.events, key: "x", icon: IconBell },
  { to: "/on-call", needs: "record.read", label: t.onCall, key: "0", icon: IconPhoneCall },
];
export const KNOWLEDGE: Place[] = [
  { to: "/$noun", noun: "articles", needs: "record.read", label: t.articles, key: "k", icon: IconBook2 },
  { to: "/portal", needs: "portal.use", label: t.portal, key: "t", icon: IconLifebuoy },
];
export const REPORTING: Place[] = [
  { to: "/measures", needs: "record.read", label: t.measures, key: "u", icon: IconChartLine },
  { to: "/dashboards", needs: "record.read", label: t.dashboards, key: "9", icon: IconLayoutDashboard },
  { to: "/calibration", needs: "record.read", label: t.calibration, icon: IconChartDots },
];
export const ADMINISTRATION: Place[] = [
  { to: "/people", needs: "self", label: t.people, key: "p", icon: IconUsers },
  { to: "/catalogue", needs: "catalogue.manage", label: t.catalogue, key: "1", icon: IconShoppingBag },
  { to: "/agreements", needs: "record.read", label: t.agreements, key: "2", icon: IconFileCertificate },
  { to: "/calendars", needs: "record.read", label: t.calendars, key: "3", icon: IconClockHour4 },
  { to: "/closed-days", needs: "record.read", label: t.closedDays, icon: IconCalendarOff },
  { to: "/approval-rules", needs: "record.read", label: t.approvalRules, icon: IconChecklist },
  { to: "/templates", needs: "record.read", label: t.templates, key: "4", icon: IconTemplate },
  { to: "/record-fields", needs: "schema.read", label: t.recordFields, key: "5", icon: IconForms },
  { to: "/notification-rules", needs: "record.read", label: t.notificationRules, icon: IconMessageForward },
  { to: "/outbox", needs: "job.read", label: t.outbox, icon: IconMail },
  { to: "/classes", needs: "schema.read", label: t.classes, key: "l", icon: IconSchema },
  { to: "/jobs", needs: "job.read", label: t.jobs, key: "j", icon: IconProgress },
  { to: "/audit", label: t.audit, key: "a", icon: IconHistory },
];
export const PLACES = [
  ...MAIN,
  ...CONFIGURATION,
  ...CHANGES,
  ...OPERATION,
  ...KNOWLEDGE,
  ...REPORTING,
  ...ADMINISTRATION,
];

/** Where a place is, as links and the router take it. */
export function targetOf({ to, noun }: Place) {
  return to === "/$noun" ? { to, params: { noun: noun ?? "" }, search: {} } : { to, search: {} };
}
