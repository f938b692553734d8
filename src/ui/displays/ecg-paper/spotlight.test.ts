import { expect, test } from 'vitest'
import { STANDARD_LEADS, type Tracing } from '#domain/ecg/tracing.ts'
import { layOut } from './layout.ts'
import { litIn } from './spotlight.ts'

const TRACING: Tracing = {
  sampleRateHz: 500,
  leads: STANDARD_LEADS.map((name) => ({ name, standard: name, samplesMv: new Float32Array(5000) })),
  annotations: [],
  startedAt: null,
  warnings: [],
}
const { places } = layOut(TRACING, { format: '3x4+1', speedMmPerS: 25, gainMmPerMv: 10 })
const place = (name: string) => places.find((each) => each.name === name && !each.rhythm)!
const rhythm = places.find((each) => each.rhythm)!

test('a beat that is spoken of is lit in its lead and on the rhythm row, and nowhere else', () => {
  const spotlight = { stretches: [{ fromMs: 5100, toMs: 5500 }], leads: ['V1'] }
  expect(litIn(place('V1'), 'V1', spotlight)).toMatchObject([{ fromMs: 5100, toMs: 5500 }])
  expect(litIn(rhythm, 'II', spotlight)).toHaveLength(1)
  expect(litIn(place('V4'), 'V4', spotlight)).toEqual([])
})

test('a beat outside of what a place shows is not lit there; one on its edge is cut', () => {
  const spotlight = { stretches: [{ fromMs: 2400, toMs: 2600 }], leads: [] }
  expect(litIn(place('I'), 'I', spotlight)).toMatchObject([{ fromMs: 2400, toMs: 2500 }])
  expect(litIn(place('V4'), 'V4', spotlight)).toEqual([])
})

test('leads without beats are lit whole; all leads and all beats light nothing', () => {
  const leads = { stretches: [], leads: ['V1', 'V2'] }
  expect(litIn(place('V2'), 'V2', leads)).toMatchObject([{ fromMs: 5000, toMs: 7500 }])
  expect(litIn(place('I'), 'I', leads)).toEqual([])
  expect(litIn(place('I'), 'I', { stretches: [], leads: [] })).toEqual([])
})
