import type { Certainty } from '../statements/statement.ts'
import type data from './data/critical-list.json'

export type CriticalId =
  | 'acute-infarction'
  | 'acute-ischaemia'
  | 're-infarction'
  | 'ventricular-fibrillation'
  | 'ventricular-tachycardia'
  | 'polymorphic-ventricular-tachycardia'
  | 'supraventricular-tachycardia'
  | 'preexcited-fibrillation'
  | 'severe-bradycardia'
  | 'pause'
  | 'low-potassium'
  | 'high-potassium'
  | 'pulmonary-embolism'
  | 'long-qt'
  | 't-wave-alternans'
  | 'r-on-t'
  | 'shanxi-acute-infarction'
  | 'shanxi-re-infarction'
  | 'shanxi-ventricular-tachycardia'
  | 'shanxi-supraventricular-tachycardia'

/** Names of figures, as the data has them. */
export type LimitName = keyof UnionOf<(typeof data)['entries'][number]['limits']>
type UnionOf<T> = { [K in T extends unknown ? keyof T : never]: number }

export type LimitUnit = '/min' | 's' | 'ms' | 'mV'

/** Places after the point that a number of this unit is held and written with. */
export const LIMIT_PLACES: Readonly<Record<LimitUnit, number>> = { '/min': 0, ms: 0, s: 1, mV: 2 }

/** What the app cannot see on a tracing, and asks the person (words: `ecg_critical_asks_*`). */
export type CriticalQuestion = 'is-new' | 'symptoms' | 'lasting' | 'lasting-or-unstable'

/** Numbers of the tracing that a limit is held against; `run…`: of the beats that the statement beside it speaks of. */
export type CriticalInput = 'rateBpm' | 'rrMaxS' | 'rrMinMs' | 'qtcMs' | 'qrsMs' | 'runRateBpm' | 'runLengthS'

export interface NumberTest {
  readonly is: 'number'
  readonly input: CriticalInput
  readonly comparison: '>=' | '<='
  /** A figure of the entry, or a fixed one that belongs to the idea and not to the list. */
  readonly limit: LimitName | number
}

/** A statement of the rules with one of these codes (AHA/ACC/HRS 2007) or names, at least so certain. */
export interface StatementTest {
  readonly is: 'statement'
  readonly codes: readonly number[]
  readonly rules?: readonly string[]
  /** One of these modifiers must stand beside the code. */
  readonly modifiers?: readonly number[]
  /** In none of the leads of the statement before it: the one is not the trace of the other. */
  readonly elsewhere?: boolean
  readonly atLeast: Certainty
}

/** ST up at the J point in two neighbouring leads, each beyond the limit of its place. */
interface StElevationTest {
  readonly is: 'st-elevation'
  readonly limb: LimitName
  readonly chest: LimitName
}

type CriticalTest = NumberTest | StatementTest | StElevationTest

/** One way in which an entry is met: all of it, and none of `unless`. */
export interface Branch {
  readonly all: readonly CriticalTest[]
  readonly unless?: readonly StatementTest[]
  readonly asks: readonly CriticalQuestion[]
  /** Only where the tracing is said to be uninterpretable, and the rules therefore say nothing of its rhythm. */
  readonly unreadable?: boolean
}

export interface Condition {
  /** The first branch that holds speaks; none: the app does not judge this, a person raises it. */
  readonly any: readonly Branch[]
  /** What a region may set a figure to: beyond these it is a slip of the pen. Bounds are this project's own. */
  readonly bounds: Readonly<
    Partial<Record<LimitName, { readonly unit: LimitUnit; readonly least: number; readonly most: number }>>
  >
}

const ACUTE = [330, 334]
const OLD = [332, 333]
const INFARCTION = [160, 161, 162, 163, 165, 166, 173, 174]
const SUPRAVENTRICULAR_TACHYCARDIA = [50, 51, 52, 53, 54, 55, 56]
const WIDE_QRS_MS = 120

const says = (codes: readonly number[], atLeast: Certainty, more: Partial<StatementTest> = {}) =>
  ({ is: 'statement', codes, atLeast, ...more }) as const satisfies StatementTest
const number = (input: CriticalInput, comparison: '>=' | '<=', limit: LimitName | number) =>
  ({ is: 'number', input, comparison, limit }) as const satisfies NumberTest

const acuteInfarction = says(INFARCTION, 'possible', { modifiers: ACUTE, rules: ['de-winter'] })
const aneurysm = says([227], 'possible')
/** What lifts ST without an infarction: left bundle branch block, hypertrophy, early repolarisation, pericarditis, pacing. */
const otherCauses = says([104, 142, 155, 181, 182, 183, 184, 200], 'possible')
const polymorphic = says([72, 73], 'possible', {
  rules: ['bidirectional-ventricular-tachycardia'],
})
const monomorphic = says([70, 71, 75, 76], 'possible')
const ventricular = says([70, 71, 72, 73, 74, 75, 76], 'possible')
const fibrillation = says([74], 'possible', { rules: ['ventricular-flutter'] })
const reInfarction: Condition = {
  any: [
    {
      all: [acuteInfarction, says(INFARCTION, 'possible', { modifiers: OLD, elsewhere: true })],
      unless: [aneurysm],
      asks: ['is-new'],
    },
  ],
  bounds: {},
}
const statementOnly = (codes: readonly number[], rules: readonly string[] = []): Condition => ({
  any: [{ all: [says(codes, 'possible', { rules })], asks: [] }],
  bounds: {},
})

/**
 * How the app tells each entry of the lists: from measurements, and from statements of the rules. What the list says in
 * words that no tracing shows (new, with symptoms) is asked.
 */
export const CONDITIONS: Readonly<Record<CriticalId, Condition>> = {
  'acute-infarction': { any: [{ all: [acuteInfarction], asks: ['is-new'] }], bounds: {} },
  'acute-ischaemia': {
    any: [
      { all: [says([220], 'possible', { rules: ['wellens'] })], unless: [acuteInfarction], asks: ['is-new'] },
    ],
    bounds: {},
  },
  're-infarction': reInfarction,
  'ventricular-fibrillation': { any: [{ all: [fibrillation], asks: [] }], bounds: {} },
  'ventricular-tachycardia': {
    any: [
      {
        all: [monomorphic, number('runRateBpm', '>=', 'rateBpm'), number('runLengthS', '>=', 'lengthS')],
        asks: [],
      },
      { all: [monomorphic, number('runRateBpm', '>=', 'rateBpm')], asks: ['lasting-or-unstable'] },
      // Poor quality must not silence it, and the width of the QRS is not to be trusted then: so fast, the patient is
      // looked at whatever it is.
      {
        all: [number('rateBpm', '>=', 'rateBpm')],
        unreadable: true,
        asks: ['lasting-or-unstable'],
      },
    ],
    bounds: {
      rateBpm: { unit: '/min', least: 100, most: 250 },
      lengthS: { unit: 's', least: 3, most: 120 },
    },
  },
  'polymorphic-ventricular-tachycardia': { any: [{ all: [polymorphic], asks: [] }], bounds: {} },
  'supraventricular-tachycardia': {
    // Which tachycardia it is may not be told; so fast it must be looked at whatever it is.
    any: [
      { all: [says(SUPRAVENTRICULAR_TACHYCARDIA, 'possible'), number('rateBpm', '>=', 'rateBpm')], asks: [] },
      { all: [number('rateBpm', '>=', 'rateBpm')], unless: [ventricular], asks: [] },
    ],
    bounds: { rateBpm: { unit: '/min', least: 150, most: 300 } },
  },
  'preexcited-fibrillation': {
    any: [
      {
        all: [says([50], 'possible'), says([108], 'possible'), number('rrMinMs', '<=', 'rrMinMs')],
        asks: [],
      },
      // In fibrillation no P wave leads to the delta wave: a wide QRS this fast is taken for one.
      {
        all: [says([50], 'possible'), number('qrsMs', '>=', WIDE_QRS_MS), number('rrMinMs', '<=', 'rrMinMs')],
        asks: [],
      },
    ],
    bounds: { rrMinMs: { unit: 'ms', least: 180, most: 330 } },
  },
  'severe-bradycardia': {
    any: [
      { all: [says([87, 88], 'possible'), number('rateBpm', '<=', 'rateBpm')], asks: [] },
      { all: [number('rateBpm', '<=', 'rateBpm')], asks: [] },
    ],
    bounds: { rateBpm: { unit: '/min', least: 20, most: 50 } },
  },
  pause: {
    any: [
      { all: [number('rrMaxS', '>=', 'rrMaxS')], asks: [] },
      { all: [number('rrMaxS', '>=', 'rrMaxWithSymptomsS')], asks: ['symptoms'] },
    ],
    bounds: {
      rrMaxWithSymptomsS: { unit: 's', least: 2, most: 10 },
      rrMaxS: { unit: 's', least: 2, most: 10 },
    },
  },
  'low-potassium': statementOnly([211]),
  'high-potassium': statementOnly([208]),
  'pulmonary-embolism': statementOnly([201]),
  'long-qt': {
    any: [{ all: [number('qtcMs', '>=', 'qtcMs')], asks: [] }],
    bounds: { qtcMs: { unit: 'ms', least: 460, most: 650 } },
  },
  't-wave-alternans': { any: [], bounds: {} },
  'r-on-t': statementOnly([], ['r-on-t']),
  'shanxi-acute-infarction': {
    any: [
      {
        all: [{ is: 'st-elevation', limb: 'stLimbMv', chest: 'stChestMv' }],
        unless: [otherCauses],
        asks: ['is-new'],
      },
    ],
    bounds: {
      stLimbMv: { unit: 'mV', least: 0.05, most: 0.5 },
      stChestMv: { unit: 'mV', least: 0.1, most: 0.8 },
    },
  },
  'shanxi-re-infarction': reInfarction,
  'shanxi-ventricular-tachycardia': {
    any: [
      { all: [polymorphic], asks: [] },
      { all: [fibrillation], asks: [] },
      { all: [monomorphic], asks: ['lasting'] },
    ],
    bounds: {},
  },
  'shanxi-supraventricular-tachycardia': {
    any: [
      {
        all: [
          says(SUPRAVENTRICULAR_TACHYCARDIA, 'possible'),
          number('runRateBpm', '>=', 'rateBpm'),
          number('runLengthS', '>=', 'lengthS'),
        ],
        asks: [],
      },
      {
        all: [says(SUPRAVENTRICULAR_TACHYCARDIA, 'possible'), number('runRateBpm', '>=', 'rateBpm')],
        asks: ['lasting'],
      },
    ],
    bounds: {
      rateBpm: { unit: '/min', least: 130, most: 300 },
      lengthS: { unit: 's', least: 3, most: 120 },
    },
  },
}

/** A statement that the rules can make. */
interface MadeStatement {
  readonly rule: string
  readonly code: number | null
}

/** Whether the app can tell an entry at all: some branch of it asks for nothing that the rules never say. */
export function isJudged(id: CriticalId, made: readonly MadeStatement[]): boolean {
  return CONDITIONS[id].any.some(({ all }) =>
    all.every(
      (test) =>
        test.is !== 'statement' ||
        made.some(
          ({ rule, code }) =>
            (code !== null && test.codes.includes(code)) || (test.rules ?? []).includes(rule),
        ),
    ),
  )
}
