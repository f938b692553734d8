import type { PersonHit } from '#data/keeper/keeper.ts'
import type { FilePerson } from '#domain/ecg/cart.ts'

/** before-birth: the tracing was recorded before the chosen person was born. */
export type Contradiction = 'sex' | 'birth' | 'before-birth'

/**
 * Where the file and the chart of the chosen person cannot both be right. It refuses nothing: carts keep the sex and the
 * birth date of whoever was recorded before; but somebody has to look.
 * @param startedAt local time at the device, null where the file does not say it
 */
export function fileContradicts(
  chosen: Pick<PersonHit, 'sex' | 'birthDate'>,
  file: FilePerson | null,
  startedAt: string | null,
): readonly Contradiction[] {
  const { sex, birthDate } = chosen
  const found: Contradiction[] = []
  if (file?.sex && (sex === 'female' || sex === 'male') && sex !== file.sex) found.push('sex')
  if (file?.birthDate && birthDate && !alike(file.birthDate, birthDate)) found.push('birth')
  if (startedAt && birthDate && startedAt.slice(0, birthDate.length) < birthDate) found.push('before-birth')
  return found
}

/** As far as both know it: a year says nothing against a day of that year. */
function alike(one: string, other: string): boolean {
  const length = Math.min(one.length, other.length)
  return one.slice(0, length) === other.slice(0, length)
}
