import { expect, test } from 'vitest'
import { teller } from '#domain/record/facts.fixture.ts'
import { foldFacts } from '#domain/record/fold.ts'
import { knownDrugs, learnDrugs, offeredDrugs } from './known-drugs.ts'
import { newPrescription } from './visit-draft.ts'

const say = teller('person')
const chart = foldFacts(
  [
    say.assert('medication', {
      drug: { text: 'Amlodipine' },
      status: 'stopped',
      dose: { value: [250, -2], unit: 'mg' },
      frequency: 'once daily',
    }),
  ],
  ['person'],
)
const line = (drug: string) => ({ ...newPrescription([]), drug, doseValue: '5', doseUnit: 'mg' })

test('what the chart ever held is offered whole, to the last digit of its dose', () => {
  expect(offeredDrugs(knownDrugs(chart, 'zhou'), 'amlo')).toMatchObject([
    { drug: 'Amlodipine', doseValue: '2.50', doseUnit: 'mg', frequency: 'once daily' },
  ])
})

test('what somebody wrote in this session is offered to them, and to nobody who comes after', () => {
  learnDrugs('zhou', [line('metformin'), { ...line('captopril'), stop: true }])
  expect(offeredDrugs(knownDrugs(chart, 'zhou'), 'm').map(({ drug }) => drug)).toEqual([
    'metformin',
    'Amlodipine',
  ])
  expect(offeredDrugs(knownDrugs(chart, 'zhou'), 'capto')).toEqual([])
  expect(offeredDrugs(knownDrugs(chart, 'li'), 'metformin')).toEqual([])
})

test('the same medicine in the same dose is offered once', () => {
  learnDrugs('zhou', [line('nifedipine'), line('Nifedipine ')])
  expect(offeredDrugs(knownDrugs(chart, 'zhou'), 'nifedipine')).toHaveLength(1)
})
