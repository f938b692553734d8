import { parseAt, type At } from './at.ts'
import {
  BY_HAND,
  type Decision,
  type Fact,
  type FactBody,
  type FactId,
  type ReasonCode,
  type Verb,
} from './fact.ts'

/** Facts for tests, one after the other: `fact1`, `fact2`, …, a minute apart unless told otherwise. */
export interface Teller {
  assert(kind: string, value: unknown, more?: More): Fact
  propose(kind: string, value: unknown, more?: More): Fact
  amend(named: readonly Fact[], value: unknown, more?: More): Fact
  retract(named: readonly Fact[], code?: ReasonCode, more?: More): Fact
  unlink(link: Fact): Fact
  sign(named: readonly Fact[], decision: Decision, value?: unknown, more?: More): Fact
}

export interface More {
  readonly kind?: string
  readonly subject?: string
  readonly device?: string
  /** Minutes from the start of the HLC; the next whole minute unless given. */
  readonly minute?: number
  readonly at?: At
  readonly act?: string
  readonly refs?: readonly FactId[]
  readonly reason?: ReasonCode
}

export function teller(subject = 'person'): Teller {
  let count = 0
  const say = (verb: Verb, kind: string, refs: readonly FactId[], body: FactBody, more: More): Fact => {
    count++
    const device = more.device ?? 'tablet'
    return {
      id: `fact${count}`,
      header: {
        v: 1,
        alg: 'Ed25519',
        key: `key of ${device}`,
        device,
        seq: count,
        prev: null,
        hlc: { ms: 1_700_000_000_000 + (more.minute ?? count) * 60_000, counter: 0 },
        kind: more.kind ?? kind,
        verb,
        subject: more.subject ?? subject,
        scope: 'clinic',
        ...(more.act === undefined ? {} : { act: more.act }),
        refs: [...refs, ...(more.refs ?? [])],
        at: more.at ?? parseAt('2026-11-21T08:51', 480)!,
        bodyHash: '',
      },
      body,
    }
  }
  const ids = (facts: readonly Fact[]) => facts.map(({ id }) => id)
  const kindOf = (facts: readonly Fact[]) => facts[0]!.header.kind
  return {
    assert: (kind, value, more = {}) => say('assert', kind, [], { value, source: BY_HAND }, more),
    propose: (kind, value, more = {}) =>
      say('propose', kind, [], { value, source: { origin: 'derived', by: 'a model' } }, more),
    amend: (named, value, more = {}) =>
      say(
        'amend',
        kindOf(named),
        ids(named),
        { value, source: BY_HAND, ...(more.reason ? { reason: { code: more.reason, text: '' } } : {}) },
        more,
      ),
    retract: (named, code = 'mistaken', more = {}) =>
      say('retract', kindOf(named), ids(named), { reason: { code, text: 'why' } }, more),
    unlink: (link) => say('unlink', 'link', [link.id], { reason: { code: 'mistaken', text: '' } }, {}),
    sign: (named, decision, value, more = {}) =>
      say('sign', kindOf(named), ids(named), { decision, ...(value === undefined ? {} : { value }) }, more),
  }
}
