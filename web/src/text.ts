// Every text of the client, gathered from the folders.
import { adminText } from "./admin/text";
import { agreementsText } from "./agreements/text";
import { approvalRulesText } from "./approval-rules/text";
import { boardText } from "./board/text";
import { calendarsText } from "./calendars/text";
import { catalogueText } from "./catalogue/text";
import { changesText } from "./changes/text";
import { cisText } from "./cis/text";
import { closedDaysText } from "./closed-days/text";
import { dashboardsText } from "./dashboards/text";
import { eventsText } from "./events/text";
import { frameText } from "./frame/text";
import { homeText } from "./home/text";
import { impactText } from "./impact/text";
import { importsText } from "./imports/text";
import { incidentsText } from "./incidents/text";
import { measuresText } from "./measures/text";
import { notificationsText } from "./notifications/text";
import { onCallText } from "./on-call/text";
import { portalText } from "./portal/text";
import { problemsText } from "./problems/text";
import { recordFieldsText } from "./record-fields/text";
import { recordsText } from "./records/text";
import { releasesText } from "./releases/text";
import { rootCauseText } from "./root-cause/text";
import { scheduleText } from "./schedule/text";
import { searchText } from "./search/text";
import { servicePageText } from "./services/service-text";
import { servicesText } from "./services/text";
import { sessionText } from "./session/text";
import { templatesText } from "./templates/text";
import { declaredText } from "./ui/declared/text";
import { uiText } from "./ui/text";
import { weakPointsText } from "./weak-points/text";
import { whatIfText } from "./what-if/text";

export const text = {
  ui: uiText,
  frame: frameText,
  home: homeText,
  impact: impactText,
  changes: changesText,
  board: boardText,
  schedule: scheduleText,
  cis: cisText,
  services: servicesText,
  servicePage: servicePageText,
  weakPoints: weakPointsText,
  imports: importsText,
  records: recordsText,
  portal: portalText,
  incidents: incidentsText,
  events: eventsText,
  declared: declaredText,
  catalogue: catalogueText,
  agreements: agreementsText,
  calendars: calendarsText,
  approvalRules: approvalRulesText,
  closedDays: closedDaysText,
  onCall: onCallText,
  notifications: notificationsText,
  templates: templatesText,
  recordFields: recordFieldsText,
  problems: problemsText,
  releases: releasesText,
  measures: measuresText,
  dashboards: dashboardsText,
  admin: adminText,
  session: sessionText,
  search: searchText,
  whatIf: whatIfText,
  rootCause: rootCauseText,
} as const;
