/** `presentIllness` and `none-known` as message keys write them: `present_illness`, `none_known`. */
export function keyOf(code: string): string {
  return code
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase()
}

/** Parts of a value that say nothing to a reader: hashes, sizes, rows of this tablet. */
export const UNSAID_FIELDS: readonly string[] = [
  'is',
  'sha256',
  'sizeBytes',
  'mediaType',
  'reading',
  'room',
  'weightCentibits',
  'precision',
  'utcOffsetMin',
  'system',
  'code',
  'from',
  'other',
  // Said in a line of its own (`ecg-words.ts`), or on the desk where the reading is opened.
  'measurements',
  'paper',
  'comparedWith',
  // Said in lines of their own (`critical-words.ts`).
  'entry',
  'evidence',
  'asked',
  'list',
  'acknowledged',
  // Said in lines of their own (`film-words.ts`), or on the desk where the film is looked at.
  'film',
  'study',
  'series',
  'marks',
  'slots',
  'template',
  'id',
  // Settings of the clinic stand on no chart.
  'json',
]
