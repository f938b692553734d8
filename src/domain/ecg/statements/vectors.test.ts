import { describe, expect, test } from 'vitest'
import { known, unknown, type Facts } from './facts.ts'
import { interpretFacts } from './interpret.ts'
import { limitAt } from './limits-at.ts'
import { RULES } from './rules.ts'
import { CONDUCTION_VECTORS } from './vectors/conduction.ts'
import { REPOLARISATION_VECTORS } from './vectors/repolarisation.ts'
import { RHYTHM_VECTORS } from './vectors/rhythm.ts'
import type { Values } from './vectors/vector.ts'

const VECTORS = [...RHYTHM_VECTORS, ...CONDUCTION_VECTORS, ...REPOLARISATION_VECTORS]

/** Inputs that are given, and nothing else. */
function given(values: Values): Facts {
  const years = values['ageYears']
  const sex =
    values['sex'] === 'female' ? ('female' as const) : values['sex'] === 'male' ? ('male' as const) : null
  const person = { sex, ageDays: typeof years === 'number' ? years * 365.25 : null }
  return {
    fact: (name) => (values[name] === undefined ? unknown('edge-unclear') : known(values[name])),
    limit: (name) => limitAt(name, person),
    beats: () => [],
    leads: () => [],
  }
}

function verdict(rule: string, values: Values): string {
  const { statements, notAssessable } = interpretFacts(given(values))
  const statement = statements.find((each) => each.rule === rule)
  if (statement !== undefined) return statement.certainty
  return notAssessable.some((each) => each.rule === rule) ? 'not assessable' : 'no'
}

describe('a rule over given inputs', () => {
  test.each(VECTORS.map((vector) => [`${vector.rule} (${vector.as})`, vector] as const))(
    '%s',
    (_, vector) => {
      const { rule, as } = vector
      expect(verdict(rule, vector.given)).toBe(as)
      expect(verdict(rule, { ...vector.given, ...vector.not })).toBe('no')
      const left = Object.entries(vector.given).filter(([name]) => !vector.without.includes(name))
      if (vector.without.length > 0) {
        expect(verdict(rule, Object.fromEntries(left))).toBe('not assessable')
      }
    },
  )

  test('every rule has a vector', () => {
    const covered = new Set(VECTORS.map(({ rule }) => rule))
    expect(RULES.filter(({ rule }) => !covered.has(rule)).map(({ rule }) => rule)).toEqual([])
  })
})

describe('one statement takes the place of another', () => {
  const lbbb = VECTORS.find(({ rule }) => rule === 'left-bundle-branch-block')!.given
  const voltage = { ...lbbb, sokolowLyonMv: 4.5, cornellMv: 3.5, ageYears: 60, sex: 'male', qrsAxisDeg: 0 }

  test('beside left bundle-branch block hypertrophy, ST elevation and infarction cannot be assessed', () => {
    const up = { 'V1.stJMv': 0.4, 'V2.stJMv': 0.4, 'V3.stJMv': 0.4, 'V4.stJMv': 0.4 }
    const { statements, notAssessable } = interpretFacts(given({ ...voltage, ...up }))
    const made = statements.map(({ rule }) => rule)
    expect(made).toContain('left-bundle-branch-block')
    expect(made).not.toContain('left-ventricular-hypertrophy')
    expect(made).not.toContain('st-elevation-anterior')
    expect(notAssessable).toContainEqual(
      expect.objectContaining({ rule: 'st-elevation-anterior', reasons: ['with-left-bundle-branch-block'] }),
    )
  })

  test('a complete block stands for the incomplete one, and for the delay without a name', () => {
    const rbbb = VECTORS.find(({ rule }) => rule === 'right-bundle-branch-block')!.given
    const made = interpretFacts(given(rbbb)).statements.map(({ rule }) => rule)
    expect(made).toEqual(['right-bundle-branch-block'])
  })

  test('of a tracing that cannot be read nothing else is said', () => {
    const { conclusion, statements, notAssessable } = interpretFacts(
      given({ ...voltage, beatsFound: false, readableShare: 100 }),
    )
    expect(conclusion).toBe('uninterpretable')
    expect(statements.map(({ rule }) => rule)).toEqual(['poor-quality'])
    expect(notAssessable).toEqual([])
  })

  test('electrodes that are likely interchanged take the ground from the axis', () => {
    const values = { qrsAxisDeg: 120, 'electrodes.arms-reversed': 'likely' }
    const { statements, notAssessable } = interpretFacts(given(values))
    expect(statements.map(({ rule }) => rule)).not.toContain('right-axis-deviation')
    expect(notAssessable).toContainEqual(
      expect.objectContaining({ rule: 'right-axis-deviation', reasons: ['with-limb-electrode-reversal'] }),
    )
  })
})

describe('what a statement is made of', () => {
  test('every comparison is kept with its threshold, its part, and its reason where it could not be made', () => {
    const { statements } = interpretFacts(
      given({ pShare: 100, pDirection: 'sinus', prMs: 240, ageYears: 50 }),
    )
    const pr = statements.find(({ rule }) => rule === 'prolonged-pr')!
    expect(pr.evidence[0]).toEqual({
      input: 'prMs',
      value: 240,
      unit: null,
      comparison: '>',
      threshold: 200,
      holds: true,
      reason: null,
      part: 'needed',
    })
    expect(pr.source).toMatchObject({ knowledge: 'ecg.avblock', verified: false })
  })

  test('numbers of our own are said to be so, and never called verified, whatever their source is', () => {
    const rbbb = VECTORS.find(({ rule }) => rule === 'right-bundle-branch-block')!.given
    const [statement] = interpretFacts(given(rbbb)).statements
    expect(statement?.caveats).toContain('own-thresholds')
    expect(statement?.source).toMatchObject({ knowledge: 'ecg.rbbb', verified: false })
  })

  test('without an age the limits of adults are taken, and it is said so', () => {
    const values = { pShare: 100, pDirection: 'sinus', rateBpm: 72 }
    const caveatsAt = (ageYears?: number) =>
      interpretFacts(given(ageYears === undefined ? values : { ...values, ageYears })).statements[0]!.caveats
    expect(caveatsAt()).toEqual(['age-unknown'])
    expect(caveatsAt(50)).toEqual([])
  })

  test('limits are those of the age: a rate of 110 is fast at fifty and usual at two', () => {
    const at = (ageYears: number) =>
      interpretFacts(
        given({ pShare: 100, pDirection: 'sinus', rateBpm: 110, rateAboveSinus: false, ageYears }),
      )
        .statements.map(({ rule }) => rule)
        .join()
    expect(at(50)).toBe('sinus-tachycardia')
    expect(at(2)).toBe('sinus-rhythm')
  })

  test('a limit that differs by sex decides where both agree, and says why it cannot where they do not', () => {
    const qtc = (qtcForLimitMs: number) => verdict('prolonged-qt', { qtcForLimitMs, qrsMs: 90, ageYears: 50 })
    expect([qtc(430), qtc(470)]).toEqual(['no', 'probable'])
    const { notAssessable } = interpretFacts(given({ qtcForLimitMs: 455, qrsMs: 90, ageYears: 50 }))
    expect(notAssessable.find(({ rule }) => rule === 'prolonged-qt')?.reasons).toEqual(['sex-unknown'])
  })
})
