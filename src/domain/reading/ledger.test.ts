import fc from 'fast-check'
import { expect, test } from 'vitest'
import { filtered, versionsIn, type LedgerReading } from './ledger-reading.ts'
import { ledgerOf, shareOf, type Dispositions } from './ledger.ts'
import type { OwnReading, ReaderFirst } from './reader-first.ts'

const RULES = ['atrial-fibrillation', 'sinus-rhythm', 'prolonged-qt', 'left-axis-deviation']
const VOICES = [['rules'], ['rules', 'ecg-rhythm-1lead'], ['ecg-beats']]
const LOCKED: OwnReading = {
  conclusion: 'abnormal',
  statements: [],
  words: '',
  openedAt: '2026-11-21T08:00:00.000Z',
  lockedAt: '2026-11-21T08:01:00.000Z',
  secondsUnaided: 60,
  skipped: false,
}

function said(rule: string, by: readonly string[] = ['rules']) {
  return { rule, code: null, by }
}

function reading(about: Partial<LedgerReading> & { read: ReaderFirst | null }): LedgerReading {
  return {
    id: 'r',
    at: '2026-11-21T08:00:00.000Z',
    person: 'li',
    packs: [],
    contradictions: [],
    kind: 'ecg',
    lines: [],
    ...about,
  }
}

function shown(...statements: ReturnType<typeof said>[]): NonNullable<ReaderFirst['shown']> {
  return { rules: '1', conclusion: 'abnormal', statements }
}

const own = fc.record({
  conclusion: fc.constantFrom('normal', 'abnormal', 'unreadable', null),
  statements: fc.subarray(RULES),
  words: fc.constant(''),
  openedAt: fc.constant(LOCKED.openedAt),
  lockedAt: fc.constantFrom(null, LOCKED.lockedAt),
  secondsUnaided: fc.nat(300),
  skipped: fc.boolean(),
})
const readerFirst: fc.Arbitrary<ReaderFirst> = fc.record({
  own: fc.option(own),
  shown: fc.option(
    fc.record({
      rules: fc.constantFrom('1', '2'),
      conclusion: fc.constantFrom('normal', 'abnormal', 'uninterpretable'),
      statements: fc
        .subarray(RULES)
        .chain((rules) =>
          fc.tuple(...rules.map((rule) => fc.constantFrom(...VOICES).map((by) => said(rule, by)))),
        ),
    }),
  ),
  decisions: fc.subarray(RULES).chain((rules) =>
    fc.tuple(
      ...rules.map((rule) =>
        fc.record({
          rule: fc.constant(rule),
          code: fc.constant(null),
          by: fc.constantFrom('rules', 'ecg-beats'),
          decision: fc.constantFrom('accepted', 'edited', 'rejected', 'open'),
          seconds: fc.nat(500),
        }),
      ),
    ),
  ),
  secondsAided: fc.nat(500),
})
const readings: fc.Arbitrary<LedgerReading[]> = fc.array(
  fc.record({
    id: fc.uuid(),
    at: fc.constantFrom('2026-10-01T08:00:00.000Z', '2026-11-21T08:00:00.000Z'),
    person: fc.constantFrom('li', 'wang', null),
    read: fc.option(readerFirst),
    packs: fc.subarray(['ecg-beats', 'ecg-rhythm-1lead']).chain((packs) =>
      fc.tuple(
        ...packs.map((pack) =>
          fc.record({
            pack: fc.constant(pack),
            version: fc.constantFrom('1', '2'),
            refused: fc.constantFrom(null, 'signal-poor'),
          }),
        ),
      ),
    ),
    contradictions: fc.subarray(['rhythm-af-against-p-waves', 'quality-against-findings']),
    kind: fc.constantFrom('ecg' as const, 'image' as const),
    lines: fc.constant([]),
  }),
  { maxLength: 20 },
)

const adds = ({ opened, accepted, edited, rejected, open }: Dispositions) =>
  opened === accepted + edited + rejected + open
const total = (rows: readonly Dispositions[]) => rows.reduce((sum, { opened }) => sum + opened, 0)

test('sums add up: over decisions, over statements, over voices and over people', () => {
  fc.assert(
    fc.property(readings, (kept) => {
      const ledger = ledgerOf(kept)
      const rows = [ledger.all, ...ledger.statements, ...ledger.voices, ...ledger.people]
      expect(rows.every(adds)).toBe(true)
      expect([ledger.statements, ledger.voices, ledger.people].map(total)).toEqual(
        Array(3).fill(ledger.all.opened),
      )
      expect(ledger.readings + ledger.covered + ledger.before).toBe(kept.length)
      expect(
        [ledger, ...ledger.voices, ...ledger.people].every((r) => r.ownFirst + r.skipped === r.readings),
      ).toBe(true)
      const compared = [ledger, ...ledger.voices, ...ledger.people].map(({ agreement }) => agreement)
      expect(compared.every((a) => a.takenOver + a.notTakenOver === a.onlyOurs)).toBe(true)
      expect(compared.every((a) => a.sameConclusion + a.otherConclusion <= a.compared)).toBe(true)
    }),
  )
})

test('what both said, and what ours alone said, is the sum of what the voices said', () => {
  fc.assert(
    fc.property(readings, (kept) => {
      const { agreement, voices } = ledgerOf(kept)
      const sum = (what: 'both' | 'onlyOurs' | 'takenOver') =>
        voices.reduce((all, voice) => all + voice.agreement[what], 0)
      expect([sum('both'), sum('onlyOurs'), sum('takenOver')]).toEqual([
        agreement.both,
        agreement.onlyOurs,
        agreement.takenOver,
      ])
    }),
  )
})

test('the order of the readings does not matter', () => {
  const shuffled = readings.chain((kept) =>
    fc.tuple(
      fc.constant(kept),
      fc.shuffledSubarray(kept, { minLength: kept.length, maxLength: kept.length }),
    ),
  )
  fc.assert(
    fc.property(shuffled, ([kept, other]) => {
      expect(ledgerOf(other)).toEqual(ledgerOf(kept))
    }),
  )
})

test('a filter takes readings away and changes none', () => {
  fc.assert(
    fc.property(readings, (kept) => {
      for (const version of versionsIn(kept)) {
        const some = filtered(kept, { from: '2026-11-01T00:00:00.000Z', version, kind: null })
        expect(some.every((each) => kept.includes(each) && each.at >= '2026-11-01')).toBe(true)
        expect(versionsIn(filtered(kept, { from: null, version, kind: null }))).toContain(version)
      }
      expect(filtered(kept, { from: null, version: null, kind: null })).toEqual(kept)
    }),
  )
})

test('what is still covered is counted as covered, and none of it as shown', () => {
  const read: ReaderFirst = {
    own: { ...LOCKED, lockedAt: null },
    shown: shown(said('atrial-fibrillation')),
    decisions: [],
    secondsAided: 0,
  }
  expect(ledgerOf([reading({ read }), reading({ read: null })])).toMatchObject({
    readings: 0,
    covered: 1,
    before: 1,
    all: { opened: 0 },
  })
})

test('changed after uncovering: what ours alone said was taken over where it was accepted or edited', () => {
  const decided = (rule: string, decision: 'accepted' | 'rejected' | 'edited', seconds: number) => ({
    rule,
    code: null,
    by: 'rules',
    decision,
    seconds,
  })
  const read: ReaderFirst = {
    own: { ...LOCKED, statements: ['atrial-fibrillation', 'low-voltage-limb'] },
    shown: shown(
      said('atrial-fibrillation'),
      said('prolonged-qt'),
      said('left-axis-deviation'),
      said('artifact'),
    ),
    decisions: [
      decided('prolonged-qt', 'accepted', 4),
      decided('left-axis-deviation', 'rejected', 10),
      decided('atrial-fibrillation', 'accepted', 5),
    ],
    secondsAided: 12,
  }
  const ledger = ledgerOf([reading({ read })])
  expect(ledger.agreement).toEqual({
    compared: 1,
    both: 1,
    onlyReader: 1,
    onlyOurs: 3,
    sameConclusion: 1,
    otherConclusion: 0,
    takenOver: 1,
    notTakenOver: 2,
  })
  expect(ledger.all).toEqual({ opened: 4, accepted: 2, edited: 0, rejected: 1, open: 1, secondsMedian: 5 })
  expect(ledger.people[0]).toMatchObject({ person: 'li', secondsUnaidedMedian: 60, ownFirst: 1 })
})

test('a pack is asked for what it was decisive in, and a refusal of its gate is counted', () => {
  const read: ReaderFirst = {
    own: { ...LOCKED, skipped: true, lockedAt: null },
    shown: shown(said('atrial-fibrillation', ['rules', 'ecg-rhythm-1lead']), said('prolonged-qt')),
    decisions: [],
    secondsAided: 0,
  }
  const packs = [
    { pack: 'ecg-rhythm-1lead', version: '2', refused: null },
    { pack: 'ecg-beats', version: '1', refused: 'signal-poor' },
  ]
  const { voices } = ledgerOf([reading({ read, packs })])
  expect(voices.map(({ voice, opened, refused, skipped }) => [voice, opened, refused, skipped])).toEqual([
    ['rules', 1, 0, 1],
    ['ecg-beats', 0, 1, 1],
    ['ecg-rhythm-1lead', 1, 0, 1],
  ])
})

test('under ten cases there is no share', () => {
  expect(shareOf(3, 9)).toBeNull()
  expect(shareOf(3, 10)).toBe(0.3)
})

const OWN_OF_IMAGE: OwnReading = {
  conclusion: 'abnormal',
  statements: [],
  words: '',
  openedAt: '2026-11-21T08:00:00.000Z',
  lockedAt: null,
  secondsUnaided: 9,
  skipped: false,
}

test('a study without a model counts as read, with nothing that was shown; its lines count by their sentence', () => {
  const own: OwnReading = { ...OWN_OF_IMAGE, lockedAt: '2026-11-21T08:01:00.000Z' }
  const line = (template: string | null, decision: 'accepted' | 'rejected') => ({ template, decision })
  const read: ReaderFirst = { own, shown: null, decisions: [], secondsAided: 0 }
  const image = reading({
    kind: 'image',
    read,
    lines: [
      line('chest-film.cavity', 'accepted'),
      line(null, 'accepted'),
      line('chest-film.cavity', 'rejected'),
    ],
  })
  const skippedOne = reading({
    kind: 'image',
    read: { ...read, own: { ...own, lockedAt: null, skipped: true } },
  })
  const ledger = ledgerOf([image, skippedOne])
  expect(ledger).toMatchObject({ readings: 2, ownFirst: 1, skipped: 1, voices: [] })
  expect(ledger.all.opened).toBe(0)
  expect(ledger.agreement.compared).toBe(0)
  expect(ledger.templates).toMatchObject([
    { template: 'chest-film.cavity', opened: 2, accepted: 1, rejected: 1 },
    { template: null, opened: 1, accepted: 1 },
  ])
  expect(filtered([image, reading({ read: null })], { from: null, version: null, kind: 'image' })).toEqual([
    image,
  ])
  expect(versionsIn([image])).toEqual([])
})

test('a pack that reads images is a voice of its own; no rules are blamed for it', () => {
  const said = { rule: 'cavity', code: null, by: ['film-chest'] }
  const shown = { rules: '', conclusion: 'abnormal', statements: [said] }
  const own: OwnReading = { ...OWN_OF_IMAGE, statements: ['cavity'], lockedAt: '2026-11-21T08:01:00.000Z' }
  const ledger = ledgerOf([reading({ kind: 'image', read: { own, shown, decisions: [], secondsAided: 0 } })])
  expect(ledger.voices.map(({ voice }) => voice)).toEqual(['film-chest'])
  expect(ledger.agreement).toMatchObject({ compared: 1, both: 1, sameConclusion: 1 })
})
