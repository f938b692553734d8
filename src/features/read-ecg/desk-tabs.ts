/** The tabs of the desk's panel, in their order. */
export const DESK_TABS = ['statements', 'numbers', 'report', 'compare'] as const
export type DeskTab = (typeof DESK_TABS)[number]
