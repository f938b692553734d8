import { ageAt } from '../identity/birth-date.ts'
import type { Chart } from './chart.ts'
import { finding, type CheckFinding } from './check-finding.ts'
import { standingValues } from './standing-values.ts'
import type { VisitOnDesk } from './visit.ts'

/**
 * Blocks of ICD-10 that their own titles give to one sex.
 * Source: WHO, ICD-10, tabular list: C51–C58 and N70–N98 (female genital organs and tract), C60–C63 and N40–N51 (male
 * genital organs), O00–O99 (pregnancy, childbirth and the puerperium).
 */
const ONLY: readonly { readonly sex: 'female' | 'male'; readonly from: string; readonly to: string }[] = [
  { sex: 'female', from: 'C51', to: 'C58' },
  { sex: 'female', from: 'N70', to: 'N98' },
  { sex: 'female', from: 'O00', to: 'O99' },
  { sex: 'male', from: 'C60', to: 'C63' },
  { sex: 'male', from: 'N40', to: 'N51' },
]
const RULE = { source: 'WHO ICD-10, titles of blocks', verified: true }
/** Outside these years a pregnancy is possible and worth a second look. Our own choice. */
const PREGNANCY_YEARS = [10, 55] as const

/** Diagnoses that a person's sex or age speaks against, that stand twice, or that contradict the chart. */
export function diagnosisDoubts(
  { identity, statements }: Chart,
  { encounter }: VisitOnDesk,
  today: string,
): readonly CheckFinding[] {
  const { sex, birthDate } = identity
  const years = birthDate === null ? null : (ageAt(birthDate, today)?.years ?? null)
  const facts = standingValues(statements.identity).map(({ fact }) => fact)
  const { assessment = [] } = encounter
  return assessment.flatMap(({ code, text }, i): CheckFinding[] => {
    const path = `encounter.assessment.${i}`
    const block = code?.toUpperCase().slice(0, 3) ?? ''
    const other = ONLY.find((only) => block >= only.from && block <= only.to && isOther(sex, only.sex))
    const pregnancy = block >= 'O00' && block <= 'O99'
    const odd = years !== null && (years < PREGNANCY_YEARS[0] || years > PREGNANCY_YEARS[1])
    const earlier = assessment.findIndex((each) => (code ? each.code === code : each.text === text))
    const said = { condition: text }
    return [
      ...(other ? [{ ...finding(`diagnosis-of-${other.sex}`, 'ask', path, said, facts), rule: RULE }] : []),
      ...(pregnancy && odd && !other
        ? [finding('pregnancy-at-age', 'ask', path, { ...said, years }, facts)]
        : []),
      ...(earlier < i ? [finding('diagnosis-twice', 'note', path, said)] : []),
    ]
  })
}

function isOther(sex: Chart['identity']['sex'], only: 'female' | 'male'): boolean {
  return (sex === 'female' || sex === 'male') && sex !== only
}
