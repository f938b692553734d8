import { describe, expect, test } from 'vitest'
import { parseAt } from './at.ts'
import type { Chart, Statement } from './chart.ts'
import type { Fact } from './fact.ts'
import { teller } from './facts.fixture.ts'
import { createFold, foldFacts } from './fold.ts'
import { oracle } from './fold.oracle.fixture.ts'
import { brokenBy, lengthOf } from './history.laws.fixture.ts'

/** The chart, after the oracle was asked too and the order turned round. */
function fold(facts: readonly Fact[], subjects: readonly string[] = ['person']): Chart {
  const chart = foldFacts(facts, subjects)
  expect(chart).toEqual(oracle(facts, subjects))
  expect(foldFacts([...facts, ...facts].reverse(), subjects)).toEqual(chart)
  return chart
}

const allergy = (text: string, more: object = {}) => ({ is: 'allergy', substance: { text }, ...more })
const standings = (statements: readonly Statement<unknown>[]) =>
  Object.fromEntries(statements.map(({ id, standing }) => [id, standing]))

describe('what is stated', () => {
  test('two sets of vital signs written apart both stand', () => {
    const t = teller()
    const chart = fold([
      t.assert('vitals', { systolicMmHg: [120, 0] }, { device: 'a' }),
      t.assert('vitals', { systolicMmHg: [180, 0] }, { device: 'b' }),
    ])
    expect(standings(chart.statements.vitals)).toEqual({ fact1: 'stands', fact2: 'stands' })
    expect(chart.conflicts).toEqual([])
  })

  test('an amended value never loses its original', () => {
    const t = teller()
    const first = t.assert('dose', { drug: { text: 'adrenaline' }, dose: { value: [5, -1], unit: 'mg' } })
    const second = t.amend([first], { drug: { text: 'adrenaline' }, dose: { value: [50, -2], unit: 'mg' } })
    const [dose] = fold([first, second]).statements.dose
    expect(dose!.current.value?.dose.value).toEqual([50, -2])
    expect(dose!.history.map(({ value }) => value?.dose.value)).toEqual([
      [5, -1],
      [50, -2],
    ])
  })

  test('two amendments that do not know each other are rivals, until one value names both', () => {
    const t = teller()
    const first = t.assert('vitals', { systolicMmHg: [120, 0] })
    const [a, b] = [
      t.amend([first], { systolicMmHg: [130, 0] }),
      t.amend([first], { systolicMmHg: [140, 0] }),
    ]
    const apart = fold([first, a, b])
    expect(apart.statements.vitals[0]!.rivals.map(({ fact }) => fact)).toEqual([a.id])
    expect(apart.conflicts).toEqual([
      { kind: 'vitals', slot: '', statements: [first.id], facts: [a.id, b.id] },
    ])
    expect(fold([first, a, b, t.sign([a, b], 'reconciled')]).conflicts).toHaveLength(1)
    const settled = fold([first, a, b, t.amend([a, b], { systolicMmHg: [135, 0] })])
    expect(settled.conflicts).toEqual([])
    expect(settled.statements.vitals[0]!.rivals).toEqual([])
  })

  test('amendments that agree are no conflict', () => {
    const t = teller()
    const first = t.assert('allergy', allergy('penicillin'))
    const chart = fold([
      first,
      t.amend([first], allergy('Penicillin')),
      t.amend([first], allergy('ｐｅｎｉｃｉｌｌｉｎ')),
    ])
    expect(chart.conflicts).toEqual([])
  })

  test('a retraction says why and who; one that is itself retracted counts no more', () => {
    const t = teller()
    const first = t.assert('vitals', { systolicMmHg: [120, 0] })
    const gone = t.retract([first], 'wrong-person')
    expect(fold([first, gone]).statements.vitals[0]).toMatchObject({
      standing: 'retracted',
      ended: { by: gone.id, code: 'wrong-person', text: 'why', key: 'key of tablet' },
    })
    expect(fold([first, gone, t.retract([gone])]).statements.vitals[0]!.standing).toBe('stands')
  })

  test('a signature is kept beside what it signs and changes nothing', () => {
    const t = teller()
    const note = t.assert('note', { sentences: [{ text: 'well' }] })
    const signed = t.sign([note], 'confirmed')
    const [statement] = fold([note, signed]).statements.note
    expect(statement).toMatchObject({
      standing: 'stands',
      signedBy: [{ id: signed.id, decision: 'confirmed' }],
    })
  })

  test('a fact whose body was erased stays as a place without value', () => {
    const t = teller()
    const [vitals, kept] = [
      t.assert('vitals', { systolicMmHg: [120, 0] }),
      t.assert('allergy', allergy('latex')),
    ]
    const chart = fold([{ ...vitals, body: null }, kept])
    expect(chart.statements.vitals[0]).toMatchObject({ standing: 'erased', current: { value: null } })
    expect(chart.statements.allergy[0]!.standing).toBe('stands')
  })

  test('the timeline has every statement once, by clinical time, whenever it was written', () => {
    const t = teller()
    const when = (value: string) => ({ at: parseAt(value, 480)!, act: 'visit' })
    const late = t.assert('vitals', {}, when('2019-03'))
    const soon = t.assert(
      'result',
      { test: { text: 'K' }, value: { is: 'text', text: '4' } },
      when('2026-11-20'),
    )
    const chart = fold([
      soon,
      late,
      t.amend([soon], { test: { text: 'K' }, value: { is: 'text', text: '5' } }, when('2018')),
    ])
    expect(chart.timeline).toEqual([
      { statement: late.id, kind: 'vitals', at: late.header.at, act: 'visit' },
      { statement: soon.id, kind: 'result', at: parseAt('2018', 480), act: 'visit' },
    ])
  })
})

describe('careful kinds', () => {
  test('two allergies to one substance that differ wait for a person; those that agree do not', () => {
    const t = teller()
    const [mild, severe] = [
      t.assert('allergy', allergy('青霉素', { severity: 'mild' }), { device: 'a' }),
      t.assert('allergy', allergy('青霉素', { severity: 'severe' }), { device: 'b' }),
    ]
    expect(fold([mild, severe]).conflicts).toEqual([
      {
        kind: 'allergy',
        slot: 'substance:青霉素',
        statements: [mild.id, severe.id],
        facts: [mild.id, severe.id],
      },
    ])
    expect(fold([mild, { ...mild, id: 'again' }]).conflicts).toEqual([])
  })

  test('who names the other knew of it', () => {
    const t = teller()
    const first = t.assert('medication', { drug: { text: 'metformin' }, status: 'stopped' })
    const again = t.assert(
      'medication',
      { drug: { text: 'Metformin' }, status: 'active' },
      { refs: [first.id] },
    )
    expect(fold([first, again]).conflicts).toEqual([])
    expect(
      fold([first, t.amend([first], { drug: { text: 'metformin' }, status: 'on-hold' }), again]).conflicts,
    ).toHaveLength(1)
  })

  test('a signed reconciliation gives its value to the statement that it names first; the others yield', () => {
    const t = teller()
    const [a, b] = [t.assert('blood-group', { abo: 'A' }), t.assert('blood-group', { abo: 'B' })]
    const signed = t.sign([b, a], 'reconciled', { abo: 'B', rhD: 'positive' })
    const chart = fold([a, b, signed])
    expect(chart.conflicts).toEqual([])
    expect(standings(chart.statements['blood-group'])).toEqual({ [a.id]: 'reconciled', [b.id]: 'stands' })
    expect(chart.statements['blood-group'].find(({ id }) => id === b.id)!.current.value).toEqual({
      abo: 'B',
      rhD: 'positive',
    })
  })

  test('a reconciliation without value lets both stand in peace', () => {
    const t = teller()
    const [a, b] = [
      t.assert('consent', { purpose: 'x', given: true, by: 'person' }),
      t.assert('consent', { purpose: 'x', given: false, by: 'guardian' }),
    ]
    expect(fold([a, b]).conflicts).toHaveLength(1)
    expect(fold([a, b, t.sign([a, b], 'reconciled')]).conflicts).toEqual([])
  })

  test('a reconciliation does not settle what its author had not seen', () => {
    const t = teller()
    const [a, b, c] = ['A', 'B', 'O'].map((abo) => t.assert('blood-group', { abo })) as [Fact, Fact, Fact]
    const signed = t.sign([a, b], 'reconciled', { abo: 'A' })
    const chart = fold([a, b, c, signed])
    expect(chart.conflicts).toMatchObject([{ statements: [a.id, c.id], facts: [c.id, signed.id] }])
    const unseen = fold([a, b, signed, t.amend([b], { abo: 'AB' })])
    expect(standings(unseen.statements['blood-group'])).toEqual({ [a.id]: 'stands', [b.id]: 'stands' })
    expect(unseen.conflicts).toHaveLength(2)
  })

  test('a refutation refutes what it names: an allergy asserted meanwhile elsewhere still stands', () => {
    const t = teller()
    const [seen, unseen] = [
      t.assert('allergy', allergy('latex')),
      t.assert('allergy', allergy('latex'), { device: 'b' }),
    ]
    const chart = fold([seen, unseen, t.retract([seen], 'refuted')])
    expect(standings(chart.statements.allergy)).toEqual({ [seen.id]: 'retracted', [unseen.id]: 'stands' })
  })

  test('a refutation that names the present value takes what it replaced along', () => {
    const t = teller()
    const first = t.assert('allergy', allergy('latex'))
    const now = t.amend([first], allergy('latex', { severity: 'severe' }))
    expect(fold([first, now, t.retract([now], 'refuted')]).statements.allergy[0]!.standing).toBe('retracted')
  })

  test('an amendment that the refuter had not seen stands again, and somebody must look', () => {
    const t = teller()
    const first = t.assert('allergy', allergy('latex'))
    const refuted = t.retract([first], 'refuted', { device: 'a' })
    const unseen = t.amend([first], allergy('latex', { severity: 'severe' }), { device: 'b' })
    const chart = fold([first, refuted, unseen])
    expect(chart.statements.allergy[0]).toMatchObject({ standing: 'stands', current: { fact: unseen.id } })
    expect(chart.conflicts).toEqual([
      { kind: 'allergy', slot: 'substance:latex', statements: [first.id], facts: [refuted.id, unseen.id] },
    ])
    const value = allergy('latex', { severity: 'severe' })
    for (const end of [
      t.sign([unseen, refuted], 'reconciled'),
      t.sign([unseen, refuted], 'reconciled', value),
      t.amend([unseen, refuted], value),
      t.retract([unseen], 'refuted'),
    ])
      expect(fold([first, refuted, unseen, end]).conflicts).toEqual([])
  })

  test('of two rival values a retraction takes the one that it names', () => {
    const t = teller()
    const first = t.assert('allergy', allergy('latex'))
    const [a, b] = [
      t.amend([first], allergy('latex', { severity: 'mild' })),
      t.amend([first], allergy('latex', { severity: 'severe' })),
    ]
    const chart = fold([first, a, b, t.retract([a])])
    expect(chart.statements.allergy[0]).toMatchObject({
      standing: 'stands',
      current: { fact: b.id },
      rivals: [],
    })
  })

  test('"none known" beside an allergy is a conflict even when its author named it, and takes nothing away', () => {
    const t = teller()
    const latex = t.assert('allergy', allergy('latex'))
    const none = t.assert('allergy', { is: 'none-known' }, { refs: [latex.id] })
    const chart = fold([latex, none])
    expect(standings(chart.statements.allergy)).toEqual({ [latex.id]: 'stands', [none.id]: 'stands' })
    expect(chart.conflicts).toMatchObject([{ slot: 'none-known', statements: [latex.id, none.id] }])
    expect(fold([latex, none, t.retract([none])]).conflicts).toEqual([])
  })
})

describe('what waits for a person', () => {
  const found = { condition: { text: 'AF' }, status: 'suspected' }

  test('what a model proposes stands once it is accepted or edited, and ends when it is rejected', () => {
    const t = teller()
    const proposed = t.propose('problem', found)
    const standing = (...more: Fact[]) => fold([proposed, ...more]).statements.problem[0]!.standing
    expect(standing()).toBe('proposed')
    expect(standing(t.sign([proposed], 'confirmed'))).toBe('proposed')
    expect(standing(t.sign([proposed], 'accepted'))).toBe('stands')
    expect(standing(t.sign([proposed], 'rejected'))).toBe('rejected')
    const edited = t.sign([proposed], 'edited', { ...found, status: 'active' })
    expect(fold([proposed, edited]).statements.problem[0]).toMatchObject({
      standing: 'stands',
      current: { fact: edited.id, value: { status: 'active' } },
    })
  })

  test('accepted here and rejected there: it stands, and a third decision that names both settles it', () => {
    const t = teller()
    const proposed = t.propose('problem', found)
    const [yes, no] = [t.sign([proposed], 'accepted'), t.sign([proposed], 'rejected')]
    const chart = fold([proposed, yes, no])
    expect(chart.statements.problem[0]!.standing).toBe('stands')
    expect(chart.conflicts).toMatchObject([{ facts: [proposed.id, yes.id, no.id] }])
    const settled = fold([
      proposed,
      yes,
      no,
      t.sign([proposed, yes, no], 'rejected', undefined, { kind: 'problem' }),
    ])
    expect(settled.statements.problem[0]!.standing).toBe('rejected')
    expect(settled.conflicts).toEqual([])
  })

  test('the first name stands until a change of it was checked', () => {
    const t = teller()
    const first = t.assert('identity', { name: '王芳', sex: 'female' })
    const change = t.amend([first], { name: '王方' })
    const waiting = fold([first, change]).identity
    expect([waiting.name, waiting.proposals.map(({ id }) => id)]).toEqual(['王芳', [change.id]])
    const checked = fold([first, change, t.sign([change], 'accepted')])
    expect(checked.identity).toMatchObject({ name: '王方', sex: 'female', proposals: [] })
    expect(checked.conflicts).toEqual([])
    expect(fold([first, change, t.sign([change], 'edited', { name: '王昉' })]).identity.name).toBe('王昉')
    expect(fold([first, change, t.sign([change], 'rejected')]).identity).toMatchObject({
      name: '王芳',
      proposals: [],
    })
  })

  test('registered twice with another sex: the first is shown and a person is asked', () => {
    const t = teller()
    const [a, b] = [
      t.assert('identity', { name: '王芳', sex: 'female' }),
      t.assert('identity', { name: '王芳', sex: 'male', birthDate: '1968' }),
    ]
    const chart = fold([a, b])
    expect(chart.identity).toMatchObject({ sex: 'female', birthDate: '1968' })
    expect(chart.conflicts).toEqual([
      { kind: 'identity', slot: 'sex', statements: [a.id, b.id], facts: [a.id, b.id] },
    ])
    const settled = fold([a, b, t.sign([a, b], 'reconciled', { sex: 'male' })])
    expect(settled.conflicts).toEqual([])
    expect(settled.identity).toMatchObject({ name: '王芳', sex: 'male', birthDate: '1968' })
  })

  test('a decision knows what it names, not what the decisions that it names had named', () => {
    const t = teller()
    const [male, female] = [t.propose('identity', { sex: 'male' }), t.propose('identity', { sex: 'female' })]
    const yes = t.sign([male], 'accepted')
    const seen = t.sign([yes], 'confirmed')
    const also = t.sign([female, seen], 'accepted')
    expect(fold([male, female, yes, seen, also]).conflicts).toMatchObject([{ kind: 'identity', slot: 'sex' }])
    const knowing = t.sign([female, yes], 'accepted')
    expect(fold([male, female, yes, knowing])).toMatchObject({ conflicts: [], identity: { sex: 'female' } })
  })

  test('a linked chart lends what is missing and its name as another name; unlinking restores', () => {
    const t = teller()
    const mine = t.assert('identity', { name: '王芳' })
    const theirs = t.assert('identity', { name: '王小芳', sex: 'female' }, { subject: 'other' })
    const link = t.assert('link', { other: 'other', same: true })
    const joined = fold([mine, theirs, link], ['person', 'other'])
    expect(joined.identity).toMatchObject({ name: '王芳', otherNames: ['王小芳'], sex: 'female' })
    expect(joined.links).toEqual([{ id: link.id, other: 'other', same: true }])
    expect(fold([mine, theirs, link]).identity).toMatchObject({ name: '王芳', otherNames: [], sex: null })
    expect(fold([mine, link, t.unlink(link)]).links).toEqual([])
  })
})

describe('fields, sets, sums and states', () => {
  test('of a phone number the later is shown, the earlier stays, and two tablets within a day are worth a look', () => {
    const t = teller()
    const first = t.assert('contact', { phone: '130', village: '东村' }, { device: 'a', minute: 0 })
    const next = t.assert('contact', { phone: '131' }, { device: 'b', minute: 23 * 60 })
    const chart = fold([first, next])
    expect(chart.contact.phone).toMatchObject({ current: { value: '131' }, close: true })
    expect(chart.contact.phone!.history.map(({ value }) => value)).toEqual(['130', '131'])
    expect(chart.contact.village).toMatchObject({ current: { value: '东村' }, close: false })
    const later = t.assert('contact', { phone: '131' }, { device: 'b', minute: 25 * 60 })
    expect(fold([first, later]).contact.phone!.close).toBe(false)
    const knowing = t.amend([first], { phone: '131' }, { device: 'b', minute: 60 })
    expect(fold([first, knowing]).contact.phone!.close).toBe(false)
    expect(fold([first, next, t.retract([next])]).contact.phone!.current.value).toBe('130')
  })

  test('a tag added again while it was removed elsewhere stays', () => {
    const t = teller()
    const [a, b] = [t.assert('tag', { tag: 'diabetes' }), t.assert('tag', { tag: 'diabetes' })]
    expect(fold([a, b, t.retract([a])]).tags).toEqual(['diabetes'])
    expect(fold([a, b, t.retract([a, b])]).tags).toEqual([])
  })

  test('stock adds up to the last digit', () => {
    const t = teller()
    const move = (delta: [number, number]) => t.assert('stock', { item: 'vaccine', unit: 'dose', delta })
    const facts = [move([10, 0]), move([-1, -1]), move([-2, -1]), move([1, -2])]
    expect(fold(facts).stock).toEqual([{ item: 'vaccine', unit: 'dose', total: [971, -2] }])
    const far = Array.from({ length: 11 }, () => move([900_000_000_000_000, 0]))
    expect(foldFacts(far, ['person']).stock[0]!.total).toEqual([990_000_000_000_000, 1])
  })

  test('a late "started" does not undo "done"; going back needs a reason and takes back what it names', () => {
    const t = teller()
    const task = (state: string) => ({ title: 'recheck', state })
    const planned = t.assert('task', task('planned'))
    const done = t.amend([planned], task('done'))
    const late = t.amend([planned], task('started'), { device: 'b', minute: 99 })
    const state = (...facts: Fact[]) => fold([planned, ...facts]).statements.task[0]!.state
    expect(state(done, late)).toBe('done')
    expect(state(done, t.amend([done], task('planned')))).toBe('done')
    const back = t.amend([done], task('planned'), { reason: 'back' })
    expect(state(done, back)).toBe('planned')
    expect(state(done, back, late)).toBe('started')
  })
})

describe('what arrives, and in which order', () => {
  test('an amendment before its original stands by itself and waits; then it is its value', () => {
    const t = teller()
    const first = t.assert('allergy', allergy('latex'))
    const now = t.amend([first], allergy('latex', { severity: 'severe' }))
    const incremental = createFold(['person'])
    incremental.add(now)
    expect(incremental.chart()).toMatchObject({
      waiting: [now.id],
      statements: { allergy: [{ id: now.id, standing: 'stands' }] },
    })
    incremental.add(first)
    expect(incremental.chart()).toEqual(fold([first, now]))
    expect(incremental.chart()).toMatchObject({ waiting: [], statements: { allergy: [{ id: first.id }] } })
  })

  test('facts about others are ignored; a name of one of them stays awaited', () => {
    const t = teller()
    const other = t.assert('allergy', allergy('latex'), { subject: 'somebody' })
    const here = t.assert('allergy', allergy('iodine'), { refs: [other.id] })
    expect(fold([other, here])).toMatchObject({ factCount: 1, waiting: [here.id] })
  })

  test.each<[string, (fact: Fact) => Fact]>([
    [
      'a kind that this version does not know',
      (f) => ({ ...f, header: { ...f.header, kind: 'gene-panel' } }),
    ],
    ['a version that it does not know', (f) => ({ ...f, header: { ...f.header, v: 2 as 1 } })],
    ['a verb that it does not know', (f) => ({ ...f, header: { ...f.header, verb: 'whisper' as 'assert' } })],
    ['a value of another shape', (f) => ({ ...f, body: { value: { systolicMmHg: 'high' } } })],
    ['a body that is no body', (f) => ({ ...f, body: 'text' as never })],
    ['a link of vital signs', (f) => ({ ...f, header: { ...f.header, verb: 'link' } })],
  ])('%s is listed as newer, and the rest goes on', (_, strange) => {
    const t = teller()
    const made = strange(t.assert('vitals', { systolicMmHg: [120, 0] }))
    const chart = foldFacts([made, t.assert('allergy', allergy('latex'))], ['person'])
    expect(chart).toMatchObject({ newer: [made.id], factCount: 2, statements: { vitals: [], allergy: [{}] } })
  })

  test('facts that name each other in a circle, which no hash allows, do not end the app', () => {
    const t = teller()
    const a = t.assert('vitals', {})
    const [x, y] = [t.amend([a], {}, { refs: ['fact3'] }), t.amend([a], {}, { refs: ['fact2'] })]
    const [r, s] = [
      t.retract([a], 'other', { refs: ['fact5'] }),
      t.retract([a], 'other', { refs: ['fact4'] }),
    ]
    expect(foldFacts([a, x, y, r, s], ['person']).factCount).toBe(5)
  })

  test('what no fact touched is the same object as before', () => {
    const t = teller()
    const incremental = createFold(['person'])
    incremental.add(t.assert('allergy', allergy('latex')))
    const before = incremental.chart()
    expect(incremental.chart()).toBe(before)
    incremental.add(t.assert('vitals', { systolicMmHg: [120, 0] }))
    const after = incremental.chart()
    expect(after.statements.allergy).toBe(before.statements.allergy)
    expect(before.statements.vitals).toEqual([])
    expect(after.statements.vitals).toHaveLength(1)
  })

  test.each(Array.from({ length: 40 }, (_, i) => i + 1))(
    'history of seed %i: the fold, the oracle and the laws agree',
    (seed) => {
      expect(brokenBy(seed, lengthOf(seed))).toBeNull()
    },
  )
})
