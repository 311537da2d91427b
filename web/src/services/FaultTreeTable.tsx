// The fault tree as a table: each gate with when it is DOWN and what stands in it.
import { Button, Table } from "@mantine/core";
import { Fragment, useMemo, useState } from "react";
import type { FaultTree, TreeGate } from "../api/shapes";
import { text } from "../text";
import { number } from "../ui/format";
import { CiLink } from "../ui/links";
import { useWide } from "../ui/useWide";
import classes from "./Service.module.css";

const AT_FIRST = 20;
const STEP = 100;
const t = text.servicePage.faultTree;

export function FaultTreeTable({ tree, label }: { tree: FaultTree; label: string }) {
  const [most, setMost] = useState(AT_FIRST);
  const wide = useWide();
  const known = useMemo(
    () =>
      new Map<string, { key: string; name: string; group?: boolean }>([
        ...tree.events.map((event) => [`event ${event.key}`, event] as const),
        ...tree.gates.map((gate) => [`gate ${gate.id}`, gate] as const),
      ]),
    [tree],
  );
  const rest = tree.gates.length - most;
  return (
    <>
      <Table aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={wide ? "26%" : "46%"}>{t.gate}</Table.Th>
            {wide && <Table.Th w="20%">{t.down}</Table.Th>}
            <Table.Th>{t.inputs}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tree.gates.slice(0, most).map((gate) => (
            <Table.Tr key={gate.id}>
              <Table.Td className={classes.breaking}>
                <CiLink id={gate.key}>{gate.group ? t.group(gate.name) : gate.name}</CiLink>
                {!wide && <div className={classes.note}>{whenWords(gate)}</div>}
              </Table.Td>
              {wide && <Table.Td>{whenWords(gate)}</Table.Td>}
              <Table.Td className={classes.breaking}>
                {gate.inputs.map((input, index) => {
                  const found = known.get(`${input.kind} ${input.id}`);
                  const name = found?.name ?? input.id;
                  return (
                    <Fragment key={`${input.kind} ${input.id}`}>
                      {index > 0 && ", "}
                      <CiLink id={found?.key ?? input.id.split("#")[0] ?? input.id}>
                        {found?.group ? t.group(name) : name}
                      </CiLink>
                      {input.kind === "event" && gate.key === input.id && ` ${t.itself}`}
                      {input.weight > 1 && ` ${t.weight(input.weight)}`}
                    </Fragment>
                  );
                })}
                {gate.left_out > 0 && `, ${t.inputsLeftOut(gate.left_out)}`}
                {gate.hidden > 0 && `, ${t.inputsHidden(gate.hidden)}`}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {rest > 0 && (
        <Button variant="subtle" size="compact-xs" m={6} onClick={() => setMost(most + STEP)}>
          {t.more(number(Math.min(rest, STEP), 0))}
        </Button>
      )}
    </>
  );
}

function whenWords(gate: TreeGate): string {
  return gate.circle ? `${t.downWhen(gate)} · ${t.circle}` : t.downWhen(gate);
}
