import type { Chart } from '#domain/record/chart.ts'
import type { Medication } from '#domain/record/kinds/medication.ts'
import { fieldsOf, givenLines } from './prescription.ts'
import type { PrescriptionLine } from './visit-draft.ts'

/** A medicine as it was written before: picking it fills the whole line. */
export type KnownDrug = ReturnType<typeof fieldsOf>

const KNOWN_MAX = 200
const OFFERED_MAX = 8

/** What this person wrote in this session, newest first: medicines without anybody's name. Gone with the page. */
let ofSession: { readonly user: string; readonly drugs: readonly KnownDrug[] } = { user: '', drugs: [] }

export function learnDrugs(user: string, lines: readonly PrescriptionLine[]): void {
  const before = ofSession.user === user ? ofSession.drugs : []
  const learnt = givenLines(lines).map(
    ({ drug, doseValue, doseUnit, route, frequency, days, quantity, quantityUnit }) => ({
      drug: drug.trim(),
      ...{ doseValue, doseUnit, route, frequency, days, quantity, quantityUnit },
    }),
  )
  ofSession = { user, drugs: distinct([...learnt, ...before]).slice(0, KNOWN_MAX) }
}

/** What this chart has ever held and what this session has written, the newest first. */
export function knownDrugs({ statements }: Chart, user: string): readonly KnownDrug[] {
  const ofChart = statements.medication.flatMap(({ standing, current }) =>
    standing === 'stands' && current.value ? [fieldsOf(current.value as Medication)] : [],
  )
  return distinct([...ofChart, ...(ofSession.user === user ? ofSession.drugs : [])])
}

/** Those that hold what was typed, beginnings first. */
export function offeredDrugs(known: readonly KnownDrug[], query: string): readonly KnownDrug[] {
  const asked = plain(query)
  const found = known.filter(({ drug }) => plain(drug).includes(asked))
  const begins = (each: KnownDrug) => Number(plain(each.drug).startsWith(asked))
  return found.toSorted((a, b) => begins(b) - begins(a)).slice(0, OFFERED_MAX)
}

/** Compared without spaces and letter case; full-width letters are letters. */
export function plain(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\s+/g, '')
}

function distinct(drugs: readonly KnownDrug[]): readonly KnownDrug[] {
  const seen = new Set<string>()
  return drugs.filter(({ drug, doseValue, doseUnit }) => {
    const key = plain(`${drug} ${doseValue}${doseUnit}`)
    return !seen.has(key) && seen.add(key)
  })
}
