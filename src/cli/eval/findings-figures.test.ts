import { describe, expect, test } from 'vitest'
import type { FindingLabel } from '#contract/pack-ecg-12lead.ts'
import { findingFigures, type GradedFindings } from './findings-figures.ts'

const ALL = (value: number) => ({ NORM: value, MI: value, STTC: value, CD: value, HYP: value })

/** A record of which only ST-T change is said. */
function record(i: number, present: boolean | null, score: number | null, grade: number, refused?: string) {
  const graded: GradedFindings = {
    patient: `p${i}`,
    site: 'here',
    refused: refused ?? null,
    present: { NORM: null, MI: null, STTC: present, CD: null, HYP: null },
    scores: { ...ALL(0), STTC: score },
    positive: { NORM: false, MI: false, STTC: (score ?? 0) >= 0.5, CD: false, HYP: false },
    rules: { ...ALL(0), STTC: grade },
  }
  return graded
}

const CLAIMED: readonly FindingLabel[] = ['STTC', 'MI']
const told = [
  ...[0.9, 0.8, 0.7, 0.4].map((score, i) => record(i, true, score, i < 2 ? 3 : 0)),
  ...[0.6, 0.3, 0.2, 0.1].map((score, i) => record(10 + i, false, score, i === 0 ? 1 : 0)),
]

describe('figures of the findings', () => {
  const { labels, macro, rulesMacro } = findingFigures('here', told, CLAIMED)

  test('hold pack and rules side by side', () => {
    expect(
      labels.map(({ label, present, absent, claimed }) => ({ label, present, absent, claimed })),
    ).toEqual([{ label: 'STTC', present: 4, absent: 4, claimed: true }])
    const { auc, rulesAuc, sensitivity, specificity, rulesSensitivity, rulesSpecificity } = labels[0]!.figures
    expect(auc.value).toBeCloseTo(15 / 16, 9)
    // Two of four at grade 3 above all; the others tie with three and lie below one.
    expect(rulesAuc.value).toBeCloseTo((2 * 4 + 2 * 1.5) / 16, 9)
    expect([sensitivity, specificity, rulesSensitivity, rulesSpecificity].map(({ value }) => value)).toEqual([
      0.75, 0.75, 0.5, 0.75,
    ])
  })

  test('average the claimed labels that the set speaks of', () => {
    expect(macro.value).toBe(labels[0]!.figures.auc.value)
    expect(rulesMacro.value).toBe(labels[0]!.figures.rulesAuc.value)
    expect(macro.low).toBeLessThan(macro.value!)
  })

  test('leave out records of which the set says nothing, or which could not be read', () => {
    const more = [...told, record(20, null, 0.99, 3), record(21, true, null, 0, 'lead-missing')]
    const again = findingFigures('here', more, CLAIMED)
    expect(again.labels[0]!.figures.auc.value).toBe(labels[0]!.figures.auc.value)
    expect(again.refused).toEqual({ 'lead-missing': 1 })
    expect(again.readableRefused.value).toBe(0.1)
  })

  test('form no area of two records', () => {
    const few = findingFigures('here', told.slice(2), CLAIMED)
    expect(few.labels[0]!.figures.auc.value).toBeNull()
    expect(few.macro.value).toBeNull()
  })
})
