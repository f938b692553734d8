import { describe, expect, test } from 'vitest'
import { inLabelSet, LABEL_SETS, type LabelAnswer } from './label-sets.ts'
import { RULES } from './rules.ts'
import type { Conclusion, NotAssessable, Statement, StatementReport } from './statement.ts'

function report(
  conclusion: Conclusion,
  rules: readonly string[],
  open: readonly string[] = [],
): StatementReport {
  const statements = rules.map((name): Statement => {
    const { rule, code, category, weight } = RULES.find((each) => each.rule === name)!
    const source = { knowledge: 'ecg.rhythm', text: '', verified: false }
    const none = { modifiers: [], leads: [], beats: [], by: ['rules'], evidence: [], caveats: [] }
    return { rule, code, category, weight, certainty: 'definite', ...none, source }
  })
  const notAssessable = open.map((name): NotAssessable => {
    const { rule, code, category } = RULES.find((each) => each.rule === name)!
    return { rule, code, category, reasons: ['no-p-wave'] }
  })
  return { rules: '1', conclusion, statements, notAssessable, contradictions: [] }
}

const answer = (set: string, label: string, of: StatementReport): LabelAnswer =>
  inLabelSet(
    of,
    LABEL_SETS.find((each) => each.set === set)!,
  ).find((each) => each.label === label)!

describe('label sets', () => {
  test('are of 2, 4, 9 and 18 classes, of rules that there are', () => {
    expect(LABEL_SETS.map(({ classes }) => classes.length)).toEqual([2, 4, 9, 18])
    const rules = new Set(RULES.map(({ rule }) => rule))
    const named = LABEL_SETS.flatMap(({ classes }) => classes.flatMap((one) => one.rules ?? []))
    expect(named.filter((rule) => !rules.has(rule))).toEqual([])
  })

  test('a statement makes its class present in every set', () => {
    const rbbb = report('abnormal', ['sinus-rhythm', 'right-bundle-branch-block'])
    expect(answer('labels-2', 'abnormal', rbbb)).toMatchObject({
      present: true,
      because: ['right-bundle-branch-block'],
    })
    expect(answer('labels-4', 'conduction', rbbb).present).toBe(true)
    expect(answer('labels-9', 'intraventricular-conduction', rbbb).present).toBe(true)
    expect(answer('labels-18', 'right-bundle-branch-block', rbbb).present).toBe(true)
    expect(answer('labels-18', 'left-bundle-branch-block', rbbb)).toMatchObject({
      claimed: true,
      present: false,
    })
  })

  test('sinus rhythm alone is no finding of the sinus category', () => {
    expect(answer('labels-9', 'sinus', report('normal', ['sinus-rhythm'])).present).toBe(false)
    expect(answer('labels-2', 'normal', report('normal', ['sinus-rhythm'])).present).toBe(true)
  })

  test('what could not be judged is not claimed, with its reason', () => {
    const open = report('normal', ['sinus-rhythm'], ['prolonged-pr'])
    expect(answer('labels-18', 'first-degree-av-block', open)).toEqual({
      label: 'first-degree-av-block',
      claimed: false,
      present: null,
      because: ['no-p-wave'],
    })
  })

  test('normal is not claimed of fewer leads, and nothing is of a tracing that cannot be read', () => {
    const strip = report('otherwise-normal', ['missing-leads', 'sinus-rhythm'])
    expect(answer('labels-2', 'normal', strip)).toMatchObject({ claimed: false, because: ['lead-missing'] })
    const noise = report('uninterpretable', ['poor-quality'])
    for (const set of LABEL_SETS) {
      expect(inLabelSet(noise, set).every(({ claimed, present }) => !claimed && present === null)).toBe(true)
    }
  })
})
