import { expect, test } from 'vitest'
import type { Chart } from '#domain/record/chart.ts'
import type { Fact, FactDraft } from '#domain/record/fact.ts'
import { createFold } from '#domain/record/fold.ts'
import { conflictView } from './conflict-sides.ts'

/** Facts of two tablets that did not know of each other. */
function apart(drafts: readonly FactDraft[]): Chart {
  const fold = createFold(['somebody'])
  drafts.forEach(({ kind, verb, refs = [], body }, i) => {
    const fact: Fact = {
      id: String(i).padStart(43, 'f'),
      header: {
        v: 1,
        alg: 'Ed25519',
        key: `key-${i}`,
        device: `device-${i}`,
        seq: 1,
        prev: null,
        hlc: { ms: i + 1, counter: 0 },
        kind,
        verb,
        subject: 'somebody',
        scope: 'scope',
        refs,
        at: { value: '2026-11-21', precision: 'day', utcOffsetMin: 480 },
        bodyHash: '',
      },
      body,
    }
    fold.add(fact)
  })
  return fold.chart()
}

const states = (kind: string, value: object): FactDraft => ({ kind, verb: 'assert', body: { value } })
const id = (i: number) => String(i).padStart(43, 'f')

function onlyView(chart: Chart) {
  expect(chart.conflicts).toHaveLength(1)
  return conflictView(chart, chart.conflicts[0]!)
}

test('two statements of one medicine: either may stand, and both may', () => {
  const drug = { text: '缬沙坦' }
  const view = onlyView(
    apart([
      states('medication', { drug, status: 'active' }),
      states('medication', { drug, status: 'stopped' }),
    ]),
  )
  expect(view.sides.map(({ mayStand }) => mayStand)).toEqual([true, true])
  expect(view.mayBothStand).toBe(true)
})

test('"none known" beside an allergy: it takes none away by a tap, and both cannot hold', () => {
  const allergy = { is: 'allergy', substance: { text: '青霉素' } }
  const view = onlyView(apart([states('allergy', allergy), states('allergy', { is: 'none-known' })]))
  const standing = view.sides.filter(({ mayStand }) => mayStand).map(({ revision }) => revision.value)
  expect(standing).toEqual([allergy])
  expect(view.mayBothStand).toBe(false)
})

test('two corrections of one entry are its two sides; both cannot hold', () => {
  const problem = (text: string) => ({ condition: { text }, status: 'active' })
  const view = onlyView(
    apart([
      states('problem', problem('fever')),
      { kind: 'problem', verb: 'amend', refs: [id(0)], body: { value: problem('typhoid') } },
      { kind: 'problem', verb: 'amend', refs: [id(0)], body: { value: problem('malaria') } },
    ]),
  )
  expect(view.sides).toHaveLength(2)
  expect(view.mayBothStand).toBe(false)
})

test('a value beside a withdrawal that had not seen it: the withdrawal is said', () => {
  const problem = { condition: { text: 'fever' }, status: 'active' }
  const view = onlyView(
    apart([
      states('problem', problem),
      { kind: 'problem', verb: 'amend', refs: [id(0)], body: { value: { ...problem, remark: 'again' } } },
      { kind: 'problem', verb: 'retract', refs: [id(0)], body: { reason: { code: 'refuted', text: '' } } },
    ]),
  )
  expect(view.withdrawals).toEqual([id(2)])
})
