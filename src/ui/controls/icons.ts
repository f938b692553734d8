/** Line icons of this house, 24 × 24, stroke only. */
export const ICONS = {
  today: 'M3 11l9-8 9 8v10h-6v-6H9v6H3z',
  read: 'M1 12h5l2-7 4 14 3-9 2 2h6',
  kept: 'M4 4h16v16H4zM8 9h8M8 13h8M8 17h4',
  tablet: 'M6 2h12a2 2 0 012 2v16a2 2 0 01-2 2H6a2 2 0 01-2-2V4a2 2 0 012-2zM11 18h2',
  drop: 'M12 3v12M7 10l5 5 5-5M4 19h16',
  remove: 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13',
  close: 'M6 6l12 12M18 6L6 18',
} as const

export type IconName = keyof typeof ICONS
