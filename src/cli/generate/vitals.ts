import { metaOf, type DataFile } from './data-file.ts'
import { bySex, entryOf, readKnowledge, sourcesOf } from './knowledge.ts'

interface PlausibilityRow {
  readonly id: string
  readonly loinc: string
  readonly unit: string
  readonly hard: readonly number[]
  readonly soft: readonly number[]
}

interface ReferenceRow {
  readonly age_months: readonly number[]
  readonly pulse: readonly number[]
  readonly respiration: readonly number[]
}

/** Limits of vital signs and blood pressure of children (knowledge file 03). */
export function vitalsFiles(shared: string): DataFile[] {
  const entries = readKnowledge(shared, '03-vitals-limits.json')
  const rule = (id: string): Record<string, unknown> => entryOf(entries, id).rule
  const plausibility = rule('vitals.plausibility')['table'] as PlausibilityRow[]
  const reference = rule('vitals.reference')['table'] as ReferenceRow[]
  const fourth = rule('bp.child.fourth')['coef'] as { M: unknown; F: unknown }
  const screen = rule('bp.child.aap_screen')
  const wst610 = rule('bp.child.wst610')
  const sexes = (key: string, of: Record<string, unknown>): object =>
    bySex(of[key] as { M: unknown; F: unknown })
  const limits: DataFile = {
    path: 'src/domain/vitals/data/vitals-limits.json',
    content: {
      meta: metaOf(
        'knowledge/03-vitals-limits.json; the source of each rule stands under "rules"',
        'Apache-2.0 (compilation of this project; the limits themselves are facts of the sources named)',
        'Plausibility limits are our own choice, wide on purpose.',
      ),
      rules: sourcesOf(
        entries,
        entries.map(({ id }) => id),
      ),
      plausibility: Object.fromEntries(
        plausibility.map(({ id, loinc, unit, hard, soft }) => [id, { loinc, unit, hard, soft }]),
      ),
      reference: reference.map(({ age_months: ageMonths, pulse, respiration }) => ({
        ageMonths,
        pulse,
        respiration,
      })),
      fourthReport: bySex(fourth),
      aapScreen: {
        ageYears: screen['age_years'],
        systolic: sexes('sbp', screen),
        diastolic: sexes('dbp', screen),
      },
      wst610: {
        ageYears: wst610['age_years'],
        heightCm: sexes('height_cm', wst610),
        systolicP95: sexes('sbp_p95', wst610),
        diastolicP95: sexes('dbp_p95', wst610),
      },
    },
  }
  return [limits]
}
