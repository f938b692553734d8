import type { PersonHit } from '#data/keeper/keeper.ts'
import type { FilePerson } from '#domain/ecg/cart.ts'
import { ageDaysOf, personOfFile } from '#domain/ecg/file-person.ts'

/** Whose limits hold for the numbers, and who says so. A file's word is a hint: it chooses nobody. */
export interface EcgPersonHint {
  readonly sex: 'female' | 'male' | null
  readonly ageDays: number | null
  readonly from: 'chart' | 'file' | null
}

/**
 * The chosen person's chart says it; where nobody is chosen, or the chart knows neither, the file may.
 * @param on `YYYY-MM-DD`: the day of the recording, or today
 */
export function ecgPersonOf(
  chosen: Pick<PersonHit, 'sex' | 'birthDate'> | null,
  file: FilePerson | null,
  on: string,
): EcgPersonHint {
  if (chosen) {
    const { sex } = chosen
    const ageDays = ageDaysOf(chosen.birthDate, on)
    if (sex === 'female' || sex === 'male' || ageDays !== null)
      return { sex: sex === 'female' || sex === 'male' ? sex : null, ageDays, from: 'chart' }
  }
  const { sex, ageDays } = personOfFile(file, on)
  return { sex, ageDays, from: sex === null && ageDays === null ? null : 'file' }
}

/** Today on the tablet's calendar: the day of a recording whose file does not say it. */
export function tabletDay(now = new Date()): string {
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10)
}
