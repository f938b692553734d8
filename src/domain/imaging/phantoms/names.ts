/** Practice studies that can be drawn, by the name they are opened with. */
export const PHANTOMS = [
  'chest-film',
  'ct-chest',
  'ultrasound',
  'spine-film',
  'hand-film',
  'fundus',
  'mr-head',
  'skin-photo',
] as const

export type PhantomName = (typeof PHANTOMS)[number]
