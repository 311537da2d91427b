import { expect, test } from "vitest";
import type { ServiceLevel } from "../api/levels";
import type { ServiceRow } from "../api/shapes";
import { levelled } from "./levels";

const row = (state: string) => ({ key: "pay", state }) as ServiceRow;
const level = (state: string | null) => ({ key: "pay", state, incidents: 1 }) as ServiceLevel;

test("the worse of what the graph says and what incidents say counts", () => {
  expect(levelled(row("ok"), level("degraded")).state).toBe("degraded");
  expect(levelled(row("down"), level("degraded")).state).toBe("down");
  expect(levelled(row("degraded"), level("ok")).state).toBe("degraded");
});

test("where records say nothing the graph's state stays", () => {
  expect(levelled(row("ok"), undefined)).toEqual(row("ok"));
  expect(levelled(row("ok"), level(null)).state).toBe("ok");
});
