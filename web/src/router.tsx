// Every view has one address that holds its whole state; `as_of` goes along from page to page.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  retainSearchParams,
} from "@tanstack/react-router";
import { auditSearch, classesSearch, peopleSearch } from "./admin/search";
import { agreementSearch } from "./agreements/search";
import { boardSearch } from "./board/search";
import { ciListSearch, ciPageSearch, newCiSearch } from "./cis/search";
import { closedDaysSearch } from "./closed-days/search";
import { dashboardSearch } from "./dashboards/search";
import { eventsSearch } from "./events/search";
import { Frame } from "./frame/Frame";
import { Crashed, NoSuchPage } from "./frame/Lost";
import { explorerSearch } from "./impact/search";
import { importSearch } from "./imports/search";
import { measureSearch, measuresSearch } from "./measures/search";
import { outboxSearch } from "./notifications/search";
import { portalSearch, reportSearch } from "./portal/search";
import { isNoun, newRecordSearch, recordListSearch, recordPageSearch } from "./records/search";
import { rootCauseSearch } from "./root-cause/search";
import { scheduleSearch } from "./schedule/search";
import { searchSearch } from "./search/search";
import { servicePageSearch, servicesSearch } from "./services/search";
import { setupSearch, signInSearch } from "./session/search";
import { parseSearch, type RawSearch, stringifySearch, textIn } from "./ui/search-params";
import { weakPointsSearch } from "./weak-points/search";
import { whatIfSearch } from "./what-if/search";

export type RootSearch = { as_of?: string };

const root = createRootRoute({
  component: Frame,
  notFoundComponent: NoSuchPage,
  errorComponent: Crashed,
  validateSearch: (search: RawSearch): RootSearch => ({ as_of: textIn(search, "as_of") }),
  search: { middlewares: [retainSearchParams(["as_of"])] },
});

const at = <Path extends string>(path: Path) => ({ getParentRoute: () => root, path }) as const;

/** Records of every practice stand under its noun; any other word is no page. */
const known = (noun: string) => {
  if (!isNoun(noun)) throw notFound();
};

const routes = [
  createRoute({ ...at("/"), component: lazyRouteComponent(() => import("./home/HomePage"), "HomePage") }),
  createRoute({
    ...at("/impact"),
    validateSearch: explorerSearch,
    component: lazyRouteComponent(() => import("./impact/ExplorerPage"), "ExplorerPage"),
  }),
  createRoute({
    ...at("/what-if"),
    validateSearch: whatIfSearch,
    component: lazyRouteComponent(() => import("./what-if/WhatIfPage"), "WhatIfPage"),
  }),
  createRoute({
    ...at("/root-cause"),
    validateSearch: rootCauseSearch,
    component: lazyRouteComponent(() => import("./root-cause/RootCausePage"), "RootCausePage"),
  }),
  createRoute({
    ...at("/cis"),
    validateSearch: ciListSearch,
    component: lazyRouteComponent(() => import("./cis/CiListPage"), "CiListPage"),
  }),
  createRoute({
    ...at("/new-ci"),
    validateSearch: newCiSearch,
    component: lazyRouteComponent(() => import("./cis/NewCiPage"), "NewCiPage"),
  }),
  createRoute({
    ...at("/cis/$key"),
    validateSearch: ciPageSearch,
    component: lazyRouteComponent(() => import("./cis/CiPage"), "CiPage"),
  }),
  createRoute({
    ...at("/services"),
    validateSearch: servicesSearch,
    component: lazyRouteComponent(() => import("./services/ServicesPage"), "ServicesPage"),
  }),
  createRoute({
    ...at("/services/$key"),
    validateSearch: servicePageSearch,
    component: lazyRouteComponent(() => import("./services/ServicePage"), "ServicePage"),
  }),
  createRoute({
    ...at("/weak-points"),
    validateSearch: weakPointsSearch,
    component: lazyRouteComponent(() => import("./weak-points/WeakPointsPage"), "WeakPointsPage"),
  }),
  createRoute({
    ...at("/imports"),
    component: lazyRouteComponent(() => import("./imports/ImportsPage"), "ImportsPage"),
  }),
  createRoute({
    ...at("/imports/new"),
    component: lazyRouteComponent(() => import("./imports/NewImportPage"), "NewImportPage"),
  }),
  createRoute({
    ...at("/imports/$id"),
    validateSearch: importSearch,
    component: lazyRouteComponent(() => import("./imports/ImportPage"), "ImportPage"),
  }),
  createRoute({
    ...at("/sources"),
    component: lazyRouteComponent(() => import("./imports/SourcesPage"), "SourcesPage"),
  }),
  createRoute({
    ...at("/people"),
    validateSearch: peopleSearch,
    component: lazyRouteComponent(() => import("./admin/PeoplePage"), "PeoplePage"),
  }),
  createRoute({
    ...at("/classes"),
    validateSearch: classesSearch,
    component: lazyRouteComponent(() => import("./admin/ClassesPage"), "ClassesPage"),
  }),
  createRoute({
    ...at("/jobs"),
    component: lazyRouteComponent(() => import("./admin/JobsPage"), "JobsPage"),
  }),
  createRoute({
    ...at("/audit"),
    validateSearch: auditSearch,
    component: lazyRouteComponent(() => import("./admin/AuditPage"), "AuditPage"),
  }),
  createRoute({
    ...at("/search"),
    validateSearch: searchSearch,
    component: lazyRouteComponent(() => import("./search/SearchPage"), "SearchPage"),
  }),
  createRoute({
    ...at("/changes/new"),
    validateSearch: newRecordSearch,
    component: lazyRouteComponent(() => import("./changes/NewChangePage"), "NewChangePage"),
  }),
  createRoute({
    ...at("/schedule"),
    validateSearch: scheduleSearch,
    component: lazyRouteComponent(() => import("./schedule/SchedulePage"), "SchedulePage"),
  }),
  createRoute({
    ...at("/calibration"),
    component: lazyRouteComponent(() => import("./calibration/CalibrationPage"), "CalibrationPage"),
  }),
  createRoute({
    ...at("/board"),
    validateSearch: boardSearch,
    component: lazyRouteComponent(() => import("./board/BoardPage"), "BoardPage"),
  }),
  createRoute({
    ...at("/board/meetings/$id"),
    validateSearch: boardSearch,
    component: lazyRouteComponent(() => import("./board/MeetingPage"), "MeetingPage"),
  }),
  createRoute({
    ...at("/board/meetings/$id/pack"),
    component: lazyRouteComponent(() => import("./board/PackPage"), "PackPage"),
  }),
  createRoute({
    ...at("/measures"),
    validateSearch: measuresSearch,
    component: lazyRouteComponent(() => import("./measures/MeasuresPage"), "MeasuresPage"),
  }),
  createRoute({
    ...at("/measures/$name"),
    validateSearch: measureSearch,
    component: lazyRouteComponent(() => import("./measures/MeasurePage"), "MeasurePage"),
  }),
  createRoute({
    ...at("/dashboards"),
    component: lazyRouteComponent(() => import("./dashboards/DashboardsPage"), "DashboardsPage"),
  }),
  createRoute({
    ...at("/dashboards/$name"),
    validateSearch: dashboardSearch,
    component: lazyRouteComponent(() => import("./dashboards/DashboardPage"), "DashboardPage"),
  }),
  createRoute({
    ...at("/events"),
    validateSearch: eventsSearch,
    component: lazyRouteComponent(() => import("./events/EventsPage"), "EventsPage"),
  }),
  createRoute({
    ...at("/recurring"),
    component: lazyRouteComponent(() => import("./problems/ProposalsPage"), "ProposalsPage"),
  }),
  createRoute({
    ...at("/known-errors"),
    component: lazyRouteComponent(() => import("./problems/KnownErrorsPage"), "KnownErrorsPage"),
  }),
  createRoute({
    ...at("/catalogue"),
    component: lazyRouteComponent(() => import("./catalogue/CatalogueAdminPage"), "CatalogueAdminPage"),
  }),
  createRoute({
    ...at("/catalogue/$name"),
    component: lazyRouteComponent(() => import("./catalogue/CatalogueItemPage"), "CatalogueItemPage"),
  }),
  createRoute({
    ...at("/agreements"),
    component: lazyRouteComponent(() => import("./agreements/AgreementsPage"), "AgreementsPage"),
  }),
  createRoute({
    ...at("/agreements/$name"),
    validateSearch: agreementSearch,
    component: lazyRouteComponent(() => import("./agreements/AgreementPage"), "AgreementPage"),
  }),
  createRoute({
    ...at("/calendars"),
    component: lazyRouteComponent(() => import("./calendars/CalendarsPage"), "CalendarsPage"),
  }),
  createRoute({
    ...at("/calendars/$name"),
    component: lazyRouteComponent(() => import("./calendars/CalendarPage"), "CalendarPage"),
  }),
  createRoute({
    ...at("/approval-rules"),
    component: lazyRouteComponent(() => import("./approval-rules/ApprovalRulesPage"), "ApprovalRulesPage"),
  }),
  createRoute({
    ...at("/closed-days"),
    validateSearch: closedDaysSearch,
    component: lazyRouteComponent(() => import("./closed-days/ClosedDaysPage"), "ClosedDaysPage"),
  }),
  createRoute({
    ...at("/on-call"),
    component: lazyRouteComponent(() => import("./on-call/OnCallPage"), "OnCallPage"),
  }),
  createRoute({
    ...at("/on-call/$name"),
    component: lazyRouteComponent(() => import("./on-call/RotaPage"), "RotaPage"),
  }),
  createRoute({
    ...at("/notification-rules"),
    component: lazyRouteComponent(() => import("./notifications/RulesPage"), "RulesPage"),
  }),
  createRoute({
    ...at("/notification-rules/$name"),
    component: lazyRouteComponent(() => import("./notifications/RulePage"), "RulePage"),
  }),
  createRoute({
    ...at("/outbox"),
    validateSearch: outboxSearch,
    component: lazyRouteComponent(() => import("./notifications/OutboxPage"), "OutboxPage"),
  }),
  createRoute({
    ...at("/outbox/$id"),
    component: lazyRouteComponent(() => import("./notifications/MessagePage"), "MessagePage"),
  }),
  createRoute({
    ...at("/templates"),
    component: lazyRouteComponent(() => import("./templates/TemplatesPage"), "TemplatesPage"),
  }),
  createRoute({
    ...at("/templates/$name"),
    component: lazyRouteComponent(() => import("./templates/TemplatePage"), "TemplatePage"),
  }),
  createRoute({
    ...at("/record-fields"),
    component: lazyRouteComponent(() => import("./record-fields/RecordFieldsPage"), "RecordFieldsPage"),
  }),
  createRoute({
    ...at("/record-fields/$practice"),
    component: lazyRouteComponent(() => import("./record-fields/PracticeFieldsPage"), "PracticeFieldsPage"),
  }),
  createRoute({
    ...at("/portal"),
    validateSearch: portalSearch,
    component: lazyRouteComponent(() => import("./portal/PortalHome"), "PortalHome"),
  }),
  createRoute({
    ...at("/portal/status"),
    component: lazyRouteComponent(() => import("./portal/StatusPage"), "StatusPage"),
  }),
  createRoute({
    ...at("/portal/report"),
    validateSearch: reportSearch,
    component: lazyRouteComponent(() => import("./portal/ReportPage"), "ReportPage"),
  }),
  createRoute({
    ...at("/portal/catalogue"),
    validateSearch: portalSearch,
    component: lazyRouteComponent(() => import("./portal/CataloguePage"), "CataloguePage"),
  }),
  createRoute({
    ...at("/portal/catalogue/$name"),
    component: lazyRouteComponent(() => import("./portal/ItemPage"), "ItemPage"),
  }),
  createRoute({
    ...at("/portal/mine"),
    component: lazyRouteComponent(() => import("./portal/MinePage"), "MinePage"),
  }),
  createRoute({
    ...at("/portal/mine/$key"),
    component: lazyRouteComponent(() => import("./portal/OwnRecordPage"), "OwnRecordPage"),
  }),
  createRoute({
    ...at("/portal/approvals"),
    component: lazyRouteComponent(() => import("./portal/ApprovalsPage"), "ApprovalsPage"),
  }),
  createRoute({
    ...at("/portal/articles/$key"),
    component: lazyRouteComponent(() => import("./portal/ArticlePage"), "ArticlePage"),
  }),
  createRoute({
    ...at("/portal/account"),
    component: lazyRouteComponent(() => import("./portal/AccountPage"), "AccountPage"),
  }),
  createRoute({
    ...at("/$noun"),
    beforeLoad: ({ params }) => known(params.noun),
    validateSearch: recordListSearch,
    component: lazyRouteComponent(() => import("./records/RecordListPage"), "RecordListPage"),
  }),
  createRoute({
    ...at("/$noun/new"),
    beforeLoad: ({ params }) => known(params.noun),
    validateSearch: newRecordSearch,
    component: lazyRouteComponent(() => import("./records/NewRecordPage"), "NewRecordPage"),
  }),
  createRoute({
    ...at("/$noun/$key"),
    beforeLoad: ({ params }) => known(params.noun),
    validateSearch: recordPageSearch,
    component: lazyRouteComponent(() => import("./records/RecordPage"), "RecordPage"),
  }),
  createRoute({
    ...at("/sign-in"),
    validateSearch: signInSearch,
    component: lazyRouteComponent(() => import("./session/SignInPage"), "SignInPage"),
  }),
  createRoute({
    ...at("/setup"),
    validateSearch: setupSearch,
    component: lazyRouteComponent(() => import("./session/SetupPage"), "SetupPage"),
  }),
] as const;

export const router = createRouter({
  routeTree: root.addChildren(routes),
  parseSearch,
  stringifySearch,
  defaultPreload: false,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
