/** Line icons of this house, 24 × 24, stroke only. */
export const ICONS = {
  today: 'M3 11l9-8 9 8v10h-6v-6H9v6H3z',
  read: 'M1 12h5l2-7 4 14 3-9 2 2h6',
  kept: 'M4 4h16v16H4zM8 9h8M8 13h8M8 17h4',
  tablet: 'M6 2h12a2 2 0 012 2v16a2 2 0 01-2 2H6a2 2 0 01-2-2V4a2 2 0 012-2zM11 18h2',
  drop: 'M12 3v12M7 10l5 5 5-5M4 19h16',
  remove: 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13',
  close: 'M6 6l12 12M18 6L6 18',
  people:
    'M9 11a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6M16 4.5a3.2 3.2 0 010 6M18 14.4c2.1.8 3.5 2.8 3.5 5.6',
  clinic: 'M4 21V7l8-4 8 4v14M4 21h16M12 8v6M9 11h6M10 21v-4h4v4',
  lock: 'M6 11h12v10H6zM8.5 11V8a3.5 3.5 0 017 0v3M12 15v2.5',
  back: 'M9 5l-7 7 7 7h13V5zM18 9l-6 6M12 9l6 6',
  add: 'M12 5v14M5 12h14',
  search: 'M10.5 17a6.5 6.5 0 100-13 6.5 6.5 0 000 13zM15.5 15.5L21 21',
  print: 'M7 9V3h10v6M5 9h14v8h-3v4H8v-4H5zM9 17h6',
  save: 'M12 3v11M8 10l4 4 4-4M4 16v5h16v-5',
  warning: 'M12 3L2 20h20zM12 10v5M12 17.5v.5',
  person: 'M12 12a4 4 0 100-8 4 4 0 000 8zM4 21c0-4.4 3.6-7 8-7s8 2.6 8 7',
  arrow: 'M5 12h14M13 6l6 6-6 6',
  undo: 'M9 5L4 10l5 5M4 10h10a5.5 5.5 0 010 11H8',
  camera: 'M3 7h4l2-3h6l2 3h4v13H3zM12 17a4 4 0 100-8 4 4 0 000 8z',
  check: 'M4 13l5 5L20 6',
  edit: 'M4 20l1-5L16 4l4 4L9 19zM13.5 6.5l4 4',
  film: 'M4 3h16v18H4zM12 6v6M11 10c-2-2.5-4-.5-4 2.5V16c0 1.5 1 2 2 1.5l2-1.5zM13 10c2-2.5 4-.5 4 2.5V16c0 1.5-1 2-2 1.5l-2-1.5z',
} as const

export type IconName = keyof typeof ICONS
