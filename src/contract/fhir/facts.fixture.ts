import type { Chart } from '#domain/record/chart.ts'
import { BY_HAND, type Fact, type FactBody, type FactHeader } from '#domain/record/fact.ts'
import type { At } from '#domain/record/at.ts'
import { foldFacts } from '#domain/record/fold.ts'
import type { BundleOptions } from './bundle-from-chart.ts'

export const SUBJECT = 'subject-1'
export const TODAY = '2026-11-21'
export const NOON: At = { value: '2026-11-21T12:00', precision: 'minute', utcOffsetMin: 480 }
export const OPTIONS: BundleOptions = {
  /** Noon in Changsha. */
  nowMs: 1_795_233_600_000,
  clinic: '测试卫生室',
  staffNames: { 'key-a': { name: '李医生' } },
  version: '0.1.0',
}

export interface Said {
  readonly kind: string
  readonly value?: unknown
  readonly verb?: FactHeader['verb']
  readonly at?: At
  readonly act?: string
  readonly refs?: readonly string[]
  readonly body?: FactBody
  readonly key?: string
}

/** Facts as a keeper would hold them, one second apart, with ids of the right shape. */
function factsOf(said: readonly Said[]): readonly Fact[] {
  return said.map(({ kind, value, verb = 'assert', at = NOON, act, refs = [], body, key = 'key-a' }, i) => ({
    id: factIdOf(i),
    header: {
      v: 1,
      alg: 'Ed25519',
      key,
      device: 'tablet-1',
      seq: i + 1,
      prev: null,
      hlc: { ms: OPTIONS.nowMs + i * 1000, counter: 0 },
      kind,
      verb,
      subject: SUBJECT,
      scope: 'clinic',
      ...(act !== undefined && { act }),
      refs,
      at,
      bodyHash: '',
    },
    body: body ?? { value, source: BY_HAND },
  }))
}

/** base64url of 43 characters, with the underscore that FHIR ids do not have. */
export function factIdOf(i: number): string {
  return `fact_${String(i).padStart(37, '0')}-`
}

export function chartOf(said: readonly Said[]): Chart {
  const name = { kind: 'identity', value: { name: '王小明', sex: 'male', birthDate: '2015-03-01' } }
  return foldFacts(factsOf([name, ...said]), [SUBJECT])
}
