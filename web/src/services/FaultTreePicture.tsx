// The fault tree as a picture: a gate opens and closes, an event leads to its CI and to what its failure means.
import { Menu, type MenuItemProps } from "@mantine/core";
import { IconBolt, IconChevronDown, IconChevronRight, IconFileDescription } from "@tabler/icons-react";
import { createLink } from "@tanstack/react-router";
import { type ComponentPropsWithoutRef, forwardRef, type KeyboardEvent, useRef, useState } from "react";
import { text } from "../text";
import { listText } from "../ui/search-params";
import classes from "./FaultTree.module.css";
import { heightOf, outlineOf, type Placed, parentOf, pictureOf, type TreeRow } from "./fault-tree";
import { GateShape } from "./GateShape";
import { probabilityWords } from "./reliability";

const t = text.servicePage.faultTree;

type Props = { label: string; rows: TreeRow[]; wide: boolean; toggle: (path: string) => void };

export function FaultTreePicture({ label, rows, wide, toggle }: Props) {
  const [at, setAt] = useState("");
  const box = useRef<HTMLDivElement>(null);
  const { placed, wires, width, height } = wide ? pictureOf(rows) : outlineOf(rows);
  const here = rows.some((row) => row.path === at) ? at : "";

  const go = (path: string | undefined) => {
    if (path === undefined) return;
    setAt(path);
    box.current?.querySelector<HTMLElement>(`[data-path="${path}"]`)?.focus();
  };
  const walk = (event: KeyboardEvent, row: TreeRow) => {
    const index = rows.indexOf(row);
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(rows[index + 1]?.path),
      ArrowUp: () => go(rows[index - 1]?.path),
      Home: () => go(rows[0]?.path),
      End: () => go(rows.at(-1)?.path),
      ArrowRight: () =>
        row.openable && !row.open ? toggle(row.path) : row.open && go(rows[index + 1]?.path),
      ArrowLeft: () => (row.open ? toggle(row.path) : go(parentOf(row.path))),
      Enter: () => (event.currentTarget as HTMLElement).click(),
      " ": () => (event.currentTarget as HTMLElement).click(),
    };
    const move = moves[event.key];
    if (!move || event.target !== event.currentTarget) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  };

  return (
    <div className={classes.scroll}>
      <div
        ref={box}
        className={classes.tree}
        role="tree"
        aria-label={label}
        style={{ height, width: width || undefined }}
      >
        <svg className={classes.wires} width={width || "100%"} height={height} aria-hidden>
          {wires.map(({ path, d }) => (
            <path key={path} d={d} />
          ))}
        </svg>
        {placed.map((each) => (
          <Item
            key={each.row.path}
            placed={each}
            wide={wide}
            focusable={each.row.path === here}
            walk={walk}
            take={() => setAt(each.row.path)}
            toggle={toggle}
          />
        ))}
      </div>
    </div>
  );
}

type ItemProps = {
  placed: Placed;
  wide: boolean;
  focusable: boolean;
  walk: (event: KeyboardEvent, row: TreeRow) => void;
  take: () => void;
  toggle: (path: string) => void;
};

function Item({ placed: { row, x, y }, wide, focusable, walk, take, toggle }: ItemProps) {
  const node = (
    <div
      role="treeitem"
      className={classes.row}
      data-path={row.path}
      data-kind={row.kind}
      data-wide={wide || undefined}
      data-outline={!wide || undefined}
      data-idle={row.kind !== "event" && !row.openable ? true : undefined}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={row.openable ? row.open : undefined}
      aria-selected={focusable}
      tabIndex={focusable ? 0 : -1}
      style={{ left: x, top: y - heightOf(row) / 2, height: heightOf(row) }}
      onFocus={(event) => event.target === event.currentTarget && take()}
      onKeyDown={(event) => walk(event, row)}
      onClick={() => row.openable && toggle(row.path)}
    >
      <Content row={row} />
    </div>
  );
  if (row.kind !== "event") return node;
  const { key, name } = row.event;
  return (
    <Menu withinPortal position="bottom-start">
      <Menu.Target>{node}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{name}</Menu.Label>
        <MenuLink to="/impact" search={{ ci: listText([key]) }} leftSection={<IconBolt size={15} />}>
          {t.impactOf(name)}
        </MenuLink>
        <MenuLink to="/cis/$key" params={{ key }} search={{}} leftSection={<IconFileDescription size={15} />}>
          {t.opened}
        </MenuLink>
      </Menu.Dropdown>
    </Menu>
  );
}

const MenuLink = createLink(
  forwardRef<HTMLAnchorElement, MenuItemProps & Omit<ComponentPropsWithoutRef<"a">, keyof MenuItemProps>>(
    (props, ref) => <Menu.Item component="a" ref={ref} {...props} />,
  ),
);

function Content({ row }: { row: TreeRow }) {
  if (row.kind === "gate") {
    const { gate } = row;
    const Toggle = row.open ? IconChevronDown : IconChevronRight;
    return (
      <>
        <div className={classes.box} title={gate.name}>
          <span className={classes.head}>
            <span className={classes.name}>{gate.group ? t.members : gate.name}</span>
            {row.openable && <Toggle size={14} className={classes.toggle} aria-hidden />}
          </span>
          <span className={classes.note}>
            {t.downWhen(gate)}
            {gate.circle && ` · ${t.circle}`}
          </span>
        </div>
        {row.openable && <GateShape kind={gate.kind} downAt={gate.down_at} />}
      </>
    );
  }
  return (
    <div
      className={`${classes.box} ${classes.leafBox}`}
      title={row.kind === "event" ? row.event.name : undefined}
    >
      <span className={classes.leaf}>
        <span className={row.kind === "event" ? classes.event : classes.undeveloped} />
        <span className={classes.name}>{leafWords(row)}</span>
        {row.kind === "event" && (
          <span className={classes.note}>
            {row.event.unavailability == null ? t.noFigure : probabilityWords(row.event.unavailability)}
          </span>
        )}
      </span>
      {row.kind === "again" && <span className={classes.note}>{t.again}</span>}
    </div>
  );
}

function leafWords(row: TreeRow): string {
  switch (row.kind) {
    case "event":
      return row.event.name;
    case "again":
      return row.gate.name;
    case "beyond":
      return t.beyond(row.id);
    case "left_out":
      return t.inputsLeftOut(row.count);
    case "hidden":
      return t.inputsHidden(row.count);
    default:
      return row.gate.name;
  }
}
