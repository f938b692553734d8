import type { Sex } from '#domain/record/kinds/identity.ts'

/** Words and codes of lists. 0, 1, 2, 9: GB/T 2261.1-2003. */
const SEX: Readonly<Record<string, Sex>> = {
  男: 'male',
  男性: 'male',
  男生: 'male',
  m: 'male',
  male: 'male',
  boy: 'male',
  '1': 'male',
  女: 'female',
  女性: 'female',
  女生: 'female',
  f: 'female',
  female: 'female',
  girl: 'female',
  '2': 'female',
  其他: 'other',
  other: 'other',
  未知: 'unknown',
  不详: 'unknown',
  未说明: 'unknown',
  unknown: 'unknown',
  '0': 'unknown',
  '9': 'unknown',
}

/** @returns null for any other word */
export function readSex(cell: string): Sex | null {
  return SEX[cell.normalize('NFKC').trim().toLowerCase()] ?? null
}
