import type { StageTool } from './stage.ts'

/** Line icons of the stage, 24 × 24, stroke only. */
export const STAGE_ICONS = {
  window: 'M12 3a9 9 0 100 18 9 9 0 000-18zM12 3v18M12 7h5M12 11h8M12 15h7',
  pan: 'M12 3v18M3 12h18M9 6l3-3 3 3M9 18l3 3 3-3M6 9l-3 3 3 3M18 9l3 3-3 3',
  zoom: 'M10.5 17a6.5 6.5 0 100-13 6.5 6.5 0 000 13zM15.5 15.5L21 21M7.5 10.5h6M10.5 7.5v6',
  scroll: 'M5 8l7-4 7 4-7 4zM5 12l7 4 7-4M5 16l7 4 7-4',
  magnifier: 'M10 19a8 8 0 100-16 8 8 0 000 16zM16 17l5 5M10 8v6M7 11h6',
  length: 'M3 15L15 3l6 6L9 21zM7 11l2.5 2.5M10.5 7.5L12 9M14 5l2.5 2.5',
  angle: 'M20 19H4L17 5M10 19a6 6 0 00-2-4.3',
  cobb: 'M4 6l15-3M5 21l15-5M8 5.2l2 14M14 11h6',
  ellipse: 'M12 18c5 0 9-2.700 9-6s-4-6-9-6-9 2.700-9 6 4 6 9 6z',
  rectangle: 'M4 6h16v12H4z',
  freehand: 'M7 19c-4-1-5-6-2-9s5-1 7-4 7-2 8 2-2 5-3 8-5 4.500-10 3z',
  cardiothoracic:
    'M3 5v14M21 5v14M3 12h4M17 12h4M12 18c-3-2.200-5-4.300-5-7a2.700 2.700 0 015-1.400A2.700 2.700 0 0117 11c0 2.700-2 4.800-5 7z',
  marker: 'M3 9h18v6H3zM7 9v3M11 9v4M15 9v3M19 9v3',
  arrow: 'M5 19L19 5M11 5h8v8M4 14v6h6',
  probe: 'M12 3v6M12 15v6M3 12h6M15 12h6M12 12h.01',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  fit: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  one: 'M5 8l2-2v12M12 10v.01M12 15v.01M16 8l2-2v12',
  turn: 'M19 12a7 7 0 11-2.500-5.400M17 2v5h-5',
  mirror: 'M12 3v18M9 7L3 17h6zM15 7l6 10h-6z',
  invert: 'M12 3a9 9 0 100 18 9 9 0 000-18zM12 3v18M14 5.500v13M16 6v12M18 8v8M20 11v3',
  reset: 'M5 12a7 7 0 112.500 5.400M4 20v-5h5',
  smooth: 'M3 17c4 0 4-10 9-10s5 10 9 10',
  play: 'M7 4l13 8-13 8z',
  stop: 'M6 5h4v14H6zM14 5h4v14h-4z',
  before: 'M15 5l-7 7 7 7',
  next: 'M9 5l7 7-7 7',
} as const satisfies Record<StageTool, string> & Record<string, string>

export type StageIconName = keyof typeof STAGE_ICONS
