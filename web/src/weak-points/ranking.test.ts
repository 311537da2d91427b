import { expect, it } from "vitest";
import type { Ranked, Ranking } from "../api/shapes";
import { highestOf, rankingCsv, segmentsOf } from "./ranking";

const item = (key: string, score: number, services: string[]): Ranked => ({
  key,
  name: key.toUpperCase(),
  class: "rack",
  score,
  services,
  hidden: 0,
  gain: key === "a" ? { single_points: 4, pairs: 9, score: 12 } : null,
  sentence: "",
});
const factors = (score: number) => ({ score, severity: 1, criticality: 16, users: 1 });
const RANKING = {
  items: [item("a", 40, ["pay", "web"]), item("b", 10, ["web"])],
  names: { pay: "Payments", web: "Web, shop" },
  factors: { pay: factors(30), web: factors(10) },
} as unknown as Ranking;
const [FIRST, SECOND] = RANKING.items as [Ranked, Ranked];

it("draws each service by its share of the highest score", () => {
  const highest = highestOf(RANKING);
  expect(segmentsOf(FIRST, RANKING, highest).map(({ share }) => share)).toEqual([0.75, 0.25]);
  expect(segmentsOf(SECOND, RANKING, highest)).toEqual([{ service: "web", name: "Web, shop", share: 0.25 }]);
  expect(segmentsOf(SECOND, RANKING, 0)).toEqual([]);
});

it("writes what the list shows as a file", () => {
  expect(rankingCsv(RANKING).split("\r\n").slice(0, 3)).toEqual([
    "Place,CI,Key,Class,Score,Services,Takes down alone,Single points fewer",
    '1,A,a,rack,40,2,"Payments; Web, shop",4',
    '2,B,b,rack,10,1,"Web, shop",',
  ]);
});
