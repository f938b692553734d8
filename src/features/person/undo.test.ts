import { expect, test } from 'vitest'
import type { Chart } from '#domain/record/chart.ts'
import type { Fact, FactDraft } from '#domain/record/fact.ts'
import { createFold } from '#domain/record/fold.ts'
import { correct, link, settle, settleBoth, assertFact, withdraw } from './drafts.ts'
import { undoOf } from './undo.ts'

const SUBJECT = 'somebody'

/** Writes drafts as one tablet would, and gives the chart after each act. */
class Desk {
  readonly #fold = createFold([SUBJECT])
  #seq = 0

  get chart(): Chart {
    return this.#fold.chart()
  }

  write(drafts: readonly FactDraft[]): readonly string[] {
    return drafts.map((draft) => {
      const fact = this.#fact(draft)
      this.#fold.add(fact)
      return fact.id
    })
  }

  /** Writes, and gives what takes it back. */
  act(drafts: readonly FactDraft[]): readonly FactDraft[] | null {
    const before = this.chart
    return undoOf(drafts, this.write(drafts), before, 'undone')
  }

  #fact({ kind, verb, subject = SUBJECT, refs = [], at, body }: FactDraft): Fact {
    const seq = ++this.#seq
    return {
      id: `fact-${String(seq).padStart(3, '0')}`.padEnd(43, 'x'),
      header: {
        v: 1,
        alg: 'Ed25519',
        key: 'key',
        device: 'device',
        seq,
        prev: null,
        hlc: { ms: seq, counter: 0 },
        kind,
        verb,
        subject,
        scope: 'scope',
        refs,
        at: at ?? { value: '2026-11-21T08:51', precision: 'minute', utcOffsetMin: 480 },
        bodyHash: '',
      },
      body,
    }
  }
}

const penicillin = { is: 'allergy', substance: { text: 'penicillin' } }
const amlodipine = (mg: number, status = 'active') => ({
  drug: { text: 'amlodipine' },
  status,
  dose: { value: [mg, 0], unit: 'mg' },
})

test('a statement that was just made is withdrawn again', () => {
  const desk = new Desk()
  desk.write(desk.act([assertFact(SUBJECT, 'allergy', penicillin)])!)
  expect(desk.chart.statements.allergy[0]?.standing).toBe('retracted')
})

test('a correction gives way to the value before it, and all three stay in history', () => {
  const desk = new Desk()
  desk.write([assertFact(SUBJECT, 'medication', amlodipine(5))])
  const undo = desk.act([
    correct(SUBJECT, desk.chart.statements.medication[0]!, amlodipine(10) as never, null),
  ])!
  desk.write(undo)
  const [statement] = desk.chart.statements.medication
  expect(statement?.current.value?.dose?.value).toEqual([5, 0])
  expect(statement?.history).toHaveLength(3)
  expect(statement?.rivals).toEqual([])
})

test('a withdrawal that was a mistake is lifted', () => {
  const desk = new Desk()
  desk.write([assertFact(SUBJECT, 'allergy', penicillin)])
  desk.write(desk.act([withdraw(SUBJECT, desk.chart.statements.allergy[0]!, 'refuted', 'tested')])!)
  expect(desk.chart.statements.allergy[0]?.standing).toBe('stands')
})

test('one side of a conflict chosen by mistake: the other is stated again and the conflict is back', () => {
  const desk = new Desk()
  desk.write([
    assertFact(SUBJECT, 'medication', amlodipine(5)),
    assertFact(SUBJECT, 'medication', amlodipine(5, 'stopped')),
  ])
  const [conflict] = desk.chart.conflicts
  const chosen = desk.chart.statements.medication.find(({ current }) => current.value?.status === 'active')!
  const undo = desk.act([settle(SUBJECT, conflict!, chosen.current.fact, chosen.current.value)])!
  expect(desk.chart.conflicts).toEqual([])
  desk.write(undo)
  expect(desk.chart.conflicts).toHaveLength(1)
})

test('"both hold" is taken back, and the conflict is as it was', () => {
  const desk = new Desk()
  desk.write([
    assertFact(SUBJECT, 'medication', amlodipine(5)),
    assertFact(SUBJECT, 'medication', amlodipine(5, 'stopped')),
  ])
  const before = desk.chart.conflicts
  const undo = desk.act([settleBoth(SUBJECT, before[0]!)])!
  expect(desk.chart.conflicts).toEqual([])
  desk.write(undo)
  expect(desk.chart.conflicts).toEqual(before)
})

test('a link is parted again, and so is "two different people"', () => {
  for (const same of [true, false]) {
    const desk = new Desk()
    const undo = desk.act([link(SUBJECT, { other: 'somebody-else', same })])!
    expect(desk.chart.links).toHaveLength(1)
    desk.write(undo)
    expect(desk.chart.links).toEqual([])
  }
})

test('a correction of what is not in the chart cannot be taken back', () => {
  const desk = new Desk()
  const draft: FactDraft = {
    kind: 'vitals',
    verb: 'amend',
    subject: SUBJECT,
    refs: ['unknown'],
    body: { value: {} },
  }
  expect(desk.act([draft])).toBeNull()
})
