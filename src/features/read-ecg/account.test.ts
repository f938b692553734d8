import { beforeAll, expect, test } from 'vitest'
import type { CartReading } from '#domain/ecg/cart.ts'
import { analyseEcg } from '#domain/ecg/analyse.ts'
import { corrected } from '#domain/ecg/corrections.ts'
import { limitFlags } from '#domain/ecg/limits/limits.ts'
import type { StatementReport } from '#domain/ecg/statements/statement.ts'
import { simulateEcg } from '#domain/ecg/simulator/simulate-ecg.ts'
import '#ui/statement-words.ts'
import { setLocale } from '#words/runtime.js'
import { deskInWords } from './account.ts'
import { NUMBER_IDS } from './number-rows.ts'
import { nameOf } from './number-words.ts'

beforeAll(() => setLocale('en', { reload: false }))

const { tracing } = simulateEcg({ seed: 11, rhythm: 'sinus', durationMs: 10_000, sampleRateHz: 500 })
const analysis = analyseEcg(tracing)
const ADULT = { sex: 'female', ageDays: 20_000 } as const

test('whoever hears the desk hears every number, or why there is none', () => {
  const heard = deskInWords(analysis, analysis, limitFlags(analysis, ADULT), null, null)
  for (const id of NUMBER_IDS) expect(heard.some((line) => line.startsWith(`${nameOf(id)}:`))).toBe(true)
  expect(heard.find((line) => line.startsWith('PR'))).toMatch(/^PR: \d+ ms/)
})

test('a rejected number is heard as rejected, and a corrected one with its limit', () => {
  const figures = corrected(analysis, { prMs: { rejected: true }, qrsMs: { value: 150 } })
  const heard = deskInWords(figures, analysis, limitFlags(figures, ADULT), null, null)
  expect(heard).toContain('PR: not measurable: rejected by the reader')
  expect(heard.find((line) => line.startsWith('QRS:'))).toMatch(/^QRS: 150 ms, above/)
})

test('the words of the machine are heard as its own', () => {
  const cart: CartReading = {
    device: [],
    measurements: [],
    statements: [{ text: 'Sinus rhythm' }, { text: 'Normal ECG' }],
    confirmedBy: null,
    filter: null,
    person: null,
  }
  expect(deskInWords(analysis, analysis, [], cart, null)).toContain(
    'The machine wrote: Sinus rhythm; Normal ECG',
  )
})

test('what is covered is not heard; uncovered it is, with how sure it is', () => {
  const report: StatementReport = {
    rules: '1',
    conclusion: 'abnormal',
    statements: [
      {
        rule: 'atrial-fibrillation',
        code: 50,
        category: 'D',
        certainty: 'definite',
        weight: 'abnormal',
        modifiers: [],
        leads: ['V1'],
        beats: [],
        by: ['rules'],
        evidence: [],
        caveats: [],
        source: { knowledge: 'ecg.rhythm', text: '', verified: true },
      },
    ],
    notAssessable: [],
    contradictions: [],
  }
  const covered = deskInWords(analysis, analysis, [], null, 'covered')
  expect(covered.at(-1)).toBe('Our reading is covered until you have locked yours.')
  const heard = deskInWords(analysis, analysis, [], null, report)
  expect(heard.at(-1)).toMatch(/^Our reading: Abnormal ECG\. .*ibrillation \(V1\) \(definite\)$/)
})
