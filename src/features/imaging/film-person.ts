import type { PersonHit } from '#data/keeper/keeper.ts'
import { ageDaysOf } from '#domain/ecg/file-person.ts'
import type { FilePatient } from '#domain/imaging/image.ts'
import { localDay } from '#ui/displays/person-line/person-words.ts'
import type { AskedPerson } from './asked-frames.ts'

const DAYS_A_YEAR = 365.25
const DAY_LETTERS = 'YYYY-MM-DD'.length

/**
 * Age and sex as packs ask for them: the chosen person's chart says it; where nobody is chosen or the chart knows
 * neither, the file may. A file's word is a hint: it chooses nobody.
 * @param startedAt of the study, as its files say it
 * @param today `YYYY-MM-DD`, for a study that does not say its day
 */
export function filmPersonOf(
  chosen: Pick<PersonHit, 'sex' | 'birthDate'> | null,
  file: FilePatient,
  startedAt: string | null,
  today: string,
): AskedPerson {
  const said = startedAt?.slice(0, DAY_LETTERS) ?? ''
  const on = said.length === DAY_LETTERS ? said : today
  if (chosen) {
    const sex = ofTwo(chosen.sex)
    const ageDays = ageDaysOf(chosen.birthDate, on)
    if (sex !== null || ageDays !== null) return { sex, ageYears: yearsOf(ageDays) }
  }
  const ageDays = file.birthDate === null ? null : ageDaysOf(file.birthDate, on)
  return { sex: ofTwo(file.sex), ageYears: yearsOf(ageDays) ?? file.ageYears }
}

/** Today on the tablet's calendar. */
export function today(): string {
  return localDay(new Date())
}

function ofTwo(sex: string | null | undefined): AskedPerson['sex'] {
  return sex === 'male' || sex === 'female' ? sex : null
}

function yearsOf(ageDays: number | null): number | null {
  return ageDays === null || ageDays < 0 ? null : ageDays / DAYS_A_YEAR
}
