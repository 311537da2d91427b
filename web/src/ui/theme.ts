// The look: calm and dense, one accent, tabular figures. Colours of states stand in tokens.css.
import {
  ActionIcon,
  Anchor,
  Badge,
  Button,
  createTheme,
  type MantineColorsTuple,
  Menu,
  Modal,
  NumberInput,
  Popover,
  Select,
  Table,
  Tabs,
  Textarea,
  TextInput,
  Tooltip,
} from "@mantine/core";

const accent: MantineColorsTuple = [
  "#eef2fd",
  "#dbe3f9",
  "#b5c4f1",
  "#8ca3e9",
  "#6a87e2",
  "#5070da",
  "#3d60d3",
  "#2f55c9",
  "#2747ad",
  "#1d3990",
];

const dark: MantineColorsTuple = [
  "#d5d9e0",
  "#b3bac6",
  "#98a1b0",
  "#6c7688",
  "#434b5a",
  "#343b48",
  "#272d38",
  "#1c212a",
  "#151920",
  "#0e1116",
];

/** Badges in colours that can be read in both schemes. */
const TONES: Record<string, { ink: string; ground: string }> = {
  gray: { ink: "--state-unknown", ground: "--state-unknown-soft" },
  green: { ink: "--state-ok", ground: "--state-ok-soft" },
  red: { ink: "--state-down", ground: "--state-down-soft" },
  orange: { ink: "--state-degraded", ground: "--state-degraded-soft" },
  violet: { ink: "--past-ink", ground: "--past" },
};

export const theme = createTheme({
  primaryColor: "accent",
  primaryShade: { light: 7, dark: 6 },
  colors: { accent, dark },
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  fontFamilyMonospace: '"IBM Plex Mono", ui-monospace, monospace',
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  lineHeights: { xs: "1.35", sm: "1.4", md: "1.45", lg: "1.45", xl: "1.35" },
  headings: {
    fontWeight: "640",
    sizes: {
      h1: { fontSize: "1.25rem", lineHeight: "1.3" },
      h2: { fontSize: "1rem", lineHeight: "1.35" },
      h3: { fontSize: "0.875rem", lineHeight: "1.4" },
    },
  },
  spacing: { xs: "0.375rem", sm: "0.5rem", md: "0.75rem", lg: "1rem", xl: "1.5rem" },
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
  autoContrast: true,
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle", color: "gray", size: "md" } }),
    Anchor: Anchor.extend({ defaultProps: { underline: "always" } }),
    Badge: Badge.extend({
      defaultProps: { variant: "light", size: "sm", tt: "none", fw: 600 },
      vars: (_, { color, variant }) => {
        const tone = TONES[String(color)] ?? { ink: "--accent-ink", ground: "--accent-soft" };
        const outline = variant === "outline";
        return {
          root: {
            "--badge-color": `var(${tone.ink})`,
            "--badge-bg": outline ? "transparent" : `var(${tone.ground})`,
            "--badge-bd": outline ? `1px solid var(${tone.ink})` : "1px solid transparent",
          },
        };
      },
    }),
    Button: Button.extend({ defaultProps: { size: "xs", fw: 550 } }),
    Menu: Menu.extend({
      defaultProps: { shadow: "md", withinPortal: true, transitionProps: { duration: 0 } },
    }),
    Modal: Modal.extend({ defaultProps: { centered: true, transitionProps: { duration: 0 } } }),
    NumberInput: NumberInput.extend({ defaultProps: { size: "xs" } }),
    Popover: Popover.extend({ defaultProps: { shadow: "md", transitionProps: { duration: 0 } } }),
    Select: Select.extend({ defaultProps: { size: "xs", checkIconPosition: "right" } }),
    SegmentedControl: {
      defaultProps: { transitionDuration: 0 },
      styles: { root: { background: "var(--page)" } },
    },
    Table: Table.extend({
      defaultProps: { verticalSpacing: 5, horizontalSpacing: "sm", fz: "sm", borderColor: "var(--line)" },
    }),
    TableScrollContainer: { defaultProps: { type: "native" } },
    Tabs: Tabs.extend({ defaultProps: { keepMounted: false } }),
    TextInput: TextInput.extend({ defaultProps: { size: "xs" } }),
    Textarea: Textarea.extend({ defaultProps: { size: "xs" } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 250, transitionProps: { duration: 0 } } }),
  },
});
