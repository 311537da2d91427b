// The addresses of the services board and of one service.
import { choiceIn, type RawSearch, textIn } from "../ui/search-params";

export const SHOWN = ["down", "degraded", "ok", "at_risk", "unknown"] as const;
export type ServicesSearch = { show?: (typeof SHOWN)[number]; sort?: string };

export const ORDERS = ["1", "2", "3"] as const;
/**
 * The CI that is looked at, groups of the map that are drawn apart, up to how many failures are combined, gates of the
 * fault tree that are not as they are at first, whether it is shown as a table, and the change whose plan is laid over.
 */
export type ServicePageSearch = {
  select?: string;
  expand?: string;
  order?: (typeof ORDERS)[number];
  tree?: string;
  table?: "1";
  change?: string;
};

export function servicePageSearch(search: RawSearch): ServicePageSearch {
  return {
    select: textIn(search, "select"),
    expand: textIn(search, "expand"),
    order: choiceIn(search, "order", ORDERS),
    tree: textIn(search, "tree"),
    table: choiceIn(search, "table", ["1"] as const),
    change: textIn(search, "change"),
  };
}

export function servicesSearch(search: RawSearch): ServicesSearch {
  return { show: choiceIn(search, "show", SHOWN), sort: textIn(search, "sort") };
}
