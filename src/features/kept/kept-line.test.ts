import { expect, test } from 'vitest'
import type { KeptReading } from '#data/readings/reading-store.ts'
import { UNFILTERED } from '#domain/ecg/display.ts'
import type { EcgReport } from '#domain/ecg/report.ts'
import { measured } from '#domain/measured.ts'
import { keptLine, keptRate, keptStanding } from './kept-line.ts'

const RATE = measured(71.6, '/min', { origin: 'derived', by: 'RR' })
const REPORT: EcgReport = {
  findings: 'Ventricular rate 72 /min.',
  impression: 'Within normal limits.\nCompare in a year.',
  quotes: [],
  paper: { layout: '3x4+1', speedMmPerS: 25, gainMmPerMv: 10, filter: UNFILTERED },
  comparedWith: null,
}
const SIGNED = { report: REPORT, corrections: {}, by: '李医生', at: '2026-11-21T04:10:00.000Z' }

/** As version 0.1 kept it: without a report, with the rate and RR alone. */
function kept(about: Partial<KeptReading>): KeptReading {
  const summary = { analysis: { rateBpm: RATE } }
  return { finished: true, ownWords: '', summary, ...about } as unknown as KeptReading
}

test('a reading is a draft, kept, signed, or written on since it was signed', () => {
  expect(keptStanding(kept({ finished: false }))).toBe('draft')
  expect(keptStanding(kept({}))).toBe('kept')
  expect(keptStanding(kept({ signed: SIGNED, report: REPORT, corrections: {} }))).toBe('signed')
  const report = { ...REPORT, impression: 'Abnormal.' }
  expect(keptStanding(kept({ signed: SIGNED, report }))).toBe('changed')
  const corrections = { prMs: { rejected: true } } as const
  expect(keptStanding(kept({ signed: SIGNED, report: REPORT, corrections }))).toBe('changed')
})

test('its line is the first of the impression, else of the own words, else of the findings', () => {
  expect(keptLine(kept({ ownWords: 'sinus', report: REPORT }))).toBe('Within normal limits.')
  expect(keptLine(kept({ ownWords: 'sinus\nmore', report: { ...REPORT, impression: ' ' } }))).toBe('sinus')
  expect(keptLine(kept({ report: { ...REPORT, impression: '' } }))).toBe('Ventricular rate 72 /min.')
  expect(keptLine(kept({}))).toBe('')
})

test('its rate is the one that stands, also of a reading of version 0.1', () => {
  expect(keptRate(kept({}))).toBe(71.6)
  expect(keptRate(kept({ corrections: { rateBpm: { rejected: true } } }))).toBeNull()
  const corrections = { rateBpm: { value: 80 } }
  expect(keptRate(kept({ corrections }))).toBe(80)
  expect(keptRate(kept({ signed: { ...SIGNED, corrections }, corrections: {} }))).toBe(80)
})
