import { expect, test } from 'vitest'
import { NOTHING_READ, type Said, type SaidTogether } from '#domain/reading/reader-first.ts'
import { ViewClock } from '../view-clock.ts'
import { OpenReader, type ReadBefore, type ReaderBefore } from './open-reader.ts'

const AF: Said = { rule: 'atrial-fibrillation', code: 50, by: ['rules'] }
const REPORT: SaidTogether = { rules: '1', conclusion: 'abnormal', statements: [AF] }

/** A reader whose time stands still until it is moved. */
function reading() {
  let nowMs = 0
  const clock = new ViewClock(() => nowMs)
  const changes: string[] = []
  const reader = new OpenReader(
    { read: NOTHING_READ, before: null, wordsThen: null },
    () => changes.push('changed'),
    clock,
    () => '2026-11-21T09:00:00.000Z',
  )
  const pass = (seconds: number) => (nowMs += seconds * 1000)
  clock.run()
  return { reader, pass, changes }
}

function kept({ finished = false, readerFirst, ...about }: Partial<ReadBefore & ReaderBefore>): ReadBefore {
  const before: ReaderBefore = {
    uncovered: 'still-covered',
    ownWords: '',
    wordsBeforeAnswer: null,
    disposition: 'open',
    ...about,
  }
  return { finished, before, ...(readerFirst && { readerFirst }) }
}

test('nothing can be decided on, and nothing counts as shown, before the own reading is locked', () => {
  const { reader } = reading()
  reader.show(REPORT)
  reader.decide(AF, 'accepted')
  reader.lock()
  expect(reader.covered).toBe(true)
  expect(reader.now).toMatchObject({ shown: null, decisions: [] })
})

test('the seconds before the lock are unaided, those after it aided, and a decision has its own', () => {
  const { reader, pass } = reading()
  pass(20)
  reader.write({ statements: ['atrial-fibrillation'] })
  pass(22)
  reader.lock()
  reader.show(REPORT)
  pass(8)
  reader.decide(AF, 'accepted')
  pass(5)
  expect(reader.now.own).toMatchObject({ lockedAt: '2026-11-21T09:00:00.000Z', secondsUnaided: 42 })
  expect(reader.now.decisions).toMatchObject([{ decision: 'accepted', seconds: 8 }])
  expect(reader.now.secondsAided).toBe(13)
})

test('what was shown first is what is remembered, whatever is said later', () => {
  const { reader } = reading()
  reader.skip()
  reader.show(REPORT)
  reader.show({ ...REPORT, conclusion: 'normal', statements: [] })
  expect(reader.now.shown).toMatchObject({ conclusion: 'abnormal', statements: [{ rule: AF.rule }] })
})

test('a draft that is opened again goes on counting where it was, and stays locked where it was', () => {
  const first = reading()
  first.pass(30)
  first.reader.write({ conclusion: 'abnormal' })
  const begun = first.reader.now
  const again = reading()
  again.reader.reopen(kept({ readerFirst: begun }))
  again.pass(12)
  again.reader.lock()
  expect(again.reader.now.own?.secondsUnaided).toBe(42)
  const last = reading()
  last.reader.reopen(kept({ readerFirst: again.reader.now, uncovered: 'after-own-reading' }))
  last.reader.write({ conclusion: 'normal' })
  expect(last.reader.own.conclusion).toBe('abnormal')
  expect(last.reader.differsFrom(again.reader.now)).toBe(false)
})

test('once it is finished, no more seconds are counted', () => {
  const { reader, pass } = reading()
  reader.skip()
  pass(10)
  reader.finish(reader.now)
  pass(100)
  expect(reader.now.secondsAided).toBe(10)
})

test('a reading that was kept while it was covered can be read, locked and shown later', () => {
  const { reader, pass } = reading()
  reader.reopen(kept({ finished: true, readerFirst: NOTHING_READ }))
  pass(15)
  reader.write({ words: '窦性' })
  reader.lock()
  reader.show(REPORT)
  pass(6)
  expect(reader.now).toMatchObject({ own: { secondsUnaided: 15 }, secondsAided: 6 })
  expect(reader.now.shown?.statements).toHaveLength(1)
})

test('a reading of version 0.2 opens as it was: uncovered, its words to be written on, its one decision kept', () => {
  const { reader } = reading()
  reader.reopen(
    kept({
      uncovered: 'after-own-reading',
      ownWords: 'irregular, no P',
      wordsBeforeAnswer: 'irregular',
      disposition: 'accepted',
    }),
  )
  expect(reader.coverage).toBe('after-own-reading')
  expect(reader.disposition([AF])).toBe('accepted')
  expect(reader.wordsThen).toBe('irregular')
  reader.write({ words: 'irregular, no P, fast' })
  expect(reader.own.words).toBe('irregular, no P, fast')
  expect(reader.coverage).toBe('after-own-reading')
  expect(reader.now.own).toBeNull()
})

test('a draft of version 0.2 that was still covered goes on with its words', () => {
  const { reader } = reading()
  reader.reopen(kept({ ownWords: 'sinus' }))
  expect(reader.covered).toBe(true)
  reader.lock()
  expect(reader.now.own).toMatchObject({ words: 'sinus', skipped: false })
  expect(reader.coverage).toBe('after-own-reading')
})
