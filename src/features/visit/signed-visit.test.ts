import { describe, expect, test } from 'vitest'
import { checkDraft } from '#contract/record/fact-codec.ts'
import type { Fact } from '#domain/record/fact.ts'
import { teller } from '#domain/record/facts.fixture.ts'
import { foldFacts } from '#domain/record/fold.ts'
import { amended, amendFields } from './amend-parts.ts'
import { amendment, entriesOf, entriesOfKind, signatureOf, type SignedEntry } from './signed-visit.ts'

const say = teller('person')
const real = (fact: Fact): Fact => ({
  ...fact,
  id: fact.id.padEnd(43, 'x'),
  header: { ...fact.header, refs: fact.header.refs.map((ref) => ref.padEnd(43, 'x')) },
})
const visit = say.assert(
  'encounter',
  { type: 'visit', reason: 'cough', history: { past: 'asthma' }, plan: 'rest' },
  { act: 'today' },
)
const vitals = say.assert('vitals', { weightKg: [6850, -2], spo2Percent: [97, 0] }, { act: 'today' })
const note = say.assert('note', { sentences: [{ text: 'Coughs.' }, { text: 'Asthma.' }] }, { act: 'today' })
const other = say.assert('vitals', { weightKg: [70, 0] }, { act: 'another' })
const facts = [visit, vitals, note, other]
const chartOf = (...more: Fact[]) => foldFacts([...facts, ...more].map(real), ['person'])
const entries = entriesOf(chartOf(), 'today')

describe('a signed visit', () => {
  test('is everything that its act wrote, and nothing else', () => {
    expect(entries.map(({ kind }) => kind).toSorted()).toEqual(['encounter', 'note', 'vitals'])
    expect(entriesOfKind(entries, 'vitals')[0]?.written.value?.weightKg).toEqual([6850, -2])
  })

  test('is signed by the key of its facts', () => {
    expect(signatureOf(entries)).toMatchObject({ key: 'key of tablet' })
    expect(signatureOf([])).toBeNull()
  })

  test('shows that something was amended since, and keeps what was signed', () => {
    const later = chartOf(say.amend([vitals], { weightKg: [680, -1] }))
    const [entry] = entriesOfKind(entriesOf(later, 'today'), 'vitals')
    expect(entry?.changed).toBe(true)
    expect(entry?.written.value?.weightKg).toEqual([6850, -2])
    expect(entry?.statement.current.value?.weightKg).toEqual([680, -1])
  })
})

describe('amending', () => {
  const [encounter] = entriesOfKind(entries, 'encounter')
  const [measured] = entriesOfKind(entries, 'vitals')
  const [written] = entriesOfKind(entries, 'note')

  test('offers the texts as they stand', () => {
    expect(amendFields({ kind: 'vitals', entry: measured! })).toEqual([
      { path: 'spo2Percent', text: '97', is: 'number' },
      { path: 'weightKg', text: '68.50', is: 'number' },
    ])
    const texts = amendFields({ kind: 'encounter', entry: encounter! })
    expect(texts.find(({ path }) => path === 'history.past')?.text).toBe('asthma')
  })

  test('changes what was changed and leaves everything else, to the last digit', () => {
    const part = { kind: 'vitals', entry: measured! } as const
    expect(amended(part, { weightKg: '65.80', spo2Percent: '97' })).toEqual({
      weightKg: [6580, -2],
      spo2Percent: [97, 0],
    })
    expect(amended(part, { weightKg: '', spo2Percent: '97' })).toEqual({ spo2Percent: [97, 0] })
    expect(
      amended({ kind: 'encounter', entry: encounter! }, { 'history.past': '', plan: 'rest, tea' }),
    ).toEqual({
      type: 'visit',
      reason: 'cough',
      plan: 'rest, tea',
    })
    expect(amended({ kind: 'note', entry: written! }, { 1: 'Asthma since 2009.' })).toEqual({
      sentences: [{ text: 'Coughs.' }, { text: 'Asthma since 2009.' }],
    })
  })

  test('writes nothing where nothing was changed, or where a number is none', () => {
    const part = { kind: 'vitals', entry: measured! } as const
    expect(amended(part, { weightKg: '68.50' })).toBeNull()
    expect(amended(part, { weightKg: 'heavy' })).toBeNull()
  })

  test('is a fact that names what was on the screen, of the time when it happened, with the reason', () => {
    const draft = amendment('person', measured as SignedEntry, { weightKg: [658, -1] }, ' digits swapped ')
    expect(draft).toMatchObject({
      verb: 'amend',
      refs: [measured!.written.fact],
      at: measured!.written.at,
      body: { reason: { code: 'mistaken', text: 'digits swapped' } },
    })
    expect(checkDraft(draft).ok).toBe(true)
  })
})
