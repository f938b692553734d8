/**
 * What a picture is of, as far as packs are concerned: each kind has its packs, and a picture that is of no kind gets no
 * score. `photographed` is a film taken again with a camera; `other` is whatever is nothing of the rest.
 */
export const PICTURE_KINDS = [
  'chest-adult',
  'chest-child',
  'spine',
  'hand',
  'fundus',
  'breast-us',
  'nodule-patch',
  'photographed',
  'skin',
  'photograph',
  'other',
] as const
export type PictureKind = (typeof PICTURE_KINDS)[number]

export function isPictureKind(name: string): name is PictureKind {
  return (PICTURE_KINDS as readonly string[]).includes(name)
}
