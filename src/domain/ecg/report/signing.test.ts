import fc from 'fast-check'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { text } from '../../record/kinds/kind.ts'
import { UNFILTERED } from '../display.ts'
import type { EcgReport } from '../report.ts'
import { changedSince, signatureOf } from './signing.ts'

const REPORT: EcgReport = {
  findings: 'PR 168 ms.\t\r\nQRS 96 ms. ',
  impression: '大致正常',
  quotes: ['Normal ECG'],
  paper: { layout: '3x4+1', speedMmPerS: 25, gainMmPerMv: 10, filter: UNFILTERED },
  comparedWith: null,
}
const SIGNED = signatureOf(
  REPORT,
  { prMs: { value: 170 }, qtMs: { rejected: true } },
  '李医生',
  '2026-11-21T04:10:00Z',
)

test('what is signed is what was written, without tabs, and changed by that in nothing', () => {
  expect(SIGNED.report.findings).toBe('PR 168 ms. \nQRS 96 ms.')
  expect(changedSince(SIGNED, REPORT, SIGNED.corrections)).toBe(false)
})

test('a word, a quote, a number or a comparison is a change; a space at the end and the paper are none', () => {
  const { corrections } = SIGNED
  const changed = (change: Partial<EcgReport>) => changedSince(SIGNED, { ...REPORT, ...change }, corrections)
  expect(changed({ impression: '异常' })).toBe(true)
  expect(changed({ quotes: [] })).toBe(true)
  expect(changed({ comparedWith: { reading: 'r', startedAt: null } })).toBe(true)
  expect(changedSince(SIGNED, REPORT, { prMs: { value: 170 } })).toBe(true)
  expect(changed({ impression: '大致正常 \n' })).toBe(false)
  expect(changed({ paper: { ...REPORT.paper, gainMmPerMv: 20 } })).toBe(false)
  expect(changedSince(SIGNED, REPORT, { qtMs: { rejected: true }, prMs: { value: 170 } })).toBe(false)
})

test('another decision on a statement is a change; the same one made later is none', () => {
  const decided = (decision: 'accepted' | 'rejected', seconds: number) => [
    { rule: 'atrial-fibrillation', code: 50, by: 'rules', decision, seconds },
  ]
  const signed = signatureOf(REPORT, {}, '李医生', '2026-11-21T04:10:00Z', decided('accepted', 3))
  expect(changedSince(signed, REPORT, {}, decided('accepted', 90))).toBe(false)
  expect(changedSince(signed, REPORT, {}, decided('rejected', 3))).toBe(true)
  expect(changedSince(signed, REPORT, {})).toBe(true)
})

test('whatever was typed or pasted can be signed: a fact takes it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (impression) => {
      const { report } = signatureOf({ ...REPORT, impression }, {}, 'x', '')
      expect(v.is(text(8000), report.impression)).toBe(true)
    }),
  )
})
