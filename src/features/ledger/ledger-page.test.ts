import { expect, test } from 'vitest'
import type { KeptReading } from '#data/readings/reading-store.ts'
import { ledgerOf } from '#domain/reading/ledger.ts'
import { NOTHING_READ, type ReaderFirst } from '#domain/reading/reader-first.ts'
import { ledgerCsv } from './ledger-csv.ts'
import { ledgerReadingOf } from './ledger-readings.ts'
import { peopleSeen } from './people-seen.ts'
import { ordered } from './statement-order.ts'

const NAMES = { k1: { name: '李医生' }, k2: { name: '王护士' }, k3: { name: '王护士' } }
const READ: ReaderFirst = {
  own: {
    conclusion: 'abnormal',
    statements: ['atrial-fibrillation'],
    words: '',
    openedAt: '2026-11-02T08:00:00.000Z',
    lockedAt: '2026-11-02T08:01:00.000Z',
    secondsUnaided: 31,
    skipped: false,
  },
  shown: {
    rules: '2026.11.1',
    conclusion: 'abnormal',
    statements: [
      { rule: 'atrial-fibrillation', code: 50, by: ['rules', 'ecg-rhythm-1lead'] },
      { rule: 'prolonged-qt', code: 148, by: ['rules'] },
    ],
  },
  decisions: [
    { rule: 'atrial-fibrillation', code: 50, by: 'ecg-rhythm-1lead', decision: 'accepted', seconds: 3.5 },
  ],
  secondsAided: 20,
}

function kept(about: Partial<KeptReading>): KeptReading {
  return { id: 'r', keptAt: '2026-11-20T08:00:00.000Z', ...about } as unknown as KeptReading
}

test('a reading is told by when it was read, and by who read it; a name that two bear stays a name', () => {
  expect(ledgerReadingOf(kept({ readerFirst: READ, readBy: 'k2' }), NAMES)).toMatchObject({
    at: '2026-11-02T08:00:00.000Z',
    person: 'k2',
  })
  const by = (name: string) =>
    ledgerReadingOf(kept({ signed: { by: name } as NonNullable<KeptReading['signed']> }), NAMES).person
  expect([by('李医生'), by('王护士'), by('Dr Elsewhere')]).toEqual(['k1', '王护士', 'Dr Elsewhere'])
})

test('a reading of version 0.2 is counted as such', () => {
  const old = ledgerReadingOf(kept({}), NAMES)
  expect(old).toMatchObject({ read: null, packs: [], contradictions: [], person: null })
  expect(ledgerOf([old]).before).toBe(1)
})

test('every pack that answered is named, with what its gate said', () => {
  const claim = (pack: string, refused: string | null) => ({ pack, version: '1', refused })
  const claims = {
    rhythm: claim('ecg-rhythm-1lead', null),
    quality: claim('ecg-quality', 'signal-poor'),
    beats: null,
    waves: null,
    findings: null,
  } as unknown as NonNullable<KeptReading['claims']>
  expect(ledgerReadingOf(kept({ readerFirst: NOTHING_READ, claims }), NAMES).packs).toEqual([
    { pack: 'ecg-rhythm-1lead', version: '1', refused: null },
    { pack: 'ecg-quality', version: '1', refused: 'signal-poor' },
  ])
})

test('the table has a line for all, for each voice, statement and reader, and a name cannot be a formula', () => {
  const ledger = ledgerOf([ledgerReadingOf(kept({ readerFirst: READ, readBy: 'k1' }), NAMES)])
  const csv = ledgerCsv(ledger, ledger.people, {
    statement: (rule) => rule,
    voice: (voice) => voice,
    person: () => '=cmd()',
    sentence: (template) => template ?? 'own words',
  })
  const [head, ...lines] = csv.replace('\ufeff', '').trim().split('\r\n')
  const columns = head!.split(',')
  const rows = lines.map((line) => {
    const cells = line.split(',')
    return Object.fromEntries(columns.map((column, i) => [column, cells[i]]))
  })
  expect(rows.map(({ kind, name }) => [kind, name])).toEqual([
    ['all', ''],
    ['voice', 'rules'],
    ['voice', 'ecg-rhythm-1lead'],
    ['statement', 'atrial-fibrillation'],
    ['statement', 'prolonged-qt'],
    ['person', "'=cmd()"],
  ])
  expect(rows[0]).toMatchObject({ shown: '2', accepted: '1', open: '1', both: '1', only_ours: '1' })
  expect(rows[3]).toMatchObject({ code: '50', voice: 'ecg-rhythm-1lead', median_seconds: '3.5' })
})

test('statements stand in the order that was asked for', () => {
  const row = (rule: string, opened: number, rejected: number, secondsMedian: number | null) => ({
    ...{ rule, opened, rejected, secondsMedian, code: null, voice: 'rules' },
    ...{ accepted: opened - rejected, edited: 0, open: 0 },
  })
  const rows = [row('b', 5, 0, null), row('a', 5, 3, 2), row('c', 9, 1, 8)]
  const order = (by: Parameters<typeof ordered>[1]) =>
    ordered(rows, by, (rule) => rule, 'en')
      .map(({ rule }) => rule)
      .join('')
  expect([order('shown'), order('rejected'), order('seconds'), order('name')]).toEqual([
    'cab',
    'acb',
    'cab',
    'abc',
  ])
})

test('own figures stand first; those of colleagues are for whoever runs the clinic', () => {
  const { people } = ledgerOf(
    ['k1', 'k2', null].map((readBy) => ledgerReadingOf(kept({ readerFirst: READ, readBy }), NAMES)),
  )
  const seen = (user: Parameters<typeof peopleSeen>[1]) =>
    peopleSeen(people, user).map(({ person }) => person)
  expect(seen({ key: 'k2', role: 'clinician' })).toEqual(['k2', null, 'k1'])
  expect(seen({ key: 'k2', role: 'student' })).toEqual(['k2'])
  expect(seen({ key: 'k9', role: 'screener' })).toEqual([])
  expect(seen(null)).toEqual([null, 'k1', 'k2'])
})
