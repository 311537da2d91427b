// How menus and popovers of a page open: within its landmarks, so that whoever reads by them finds what has opened.
export const IN_PLACE = { position: "bottom-end", withinPortal: false } as const;
/** A menu holds its items only; the first one takes the focus. */
export const MENU = { ...IN_PLACE, withInitialFocusPlaceholder: false } as const;
