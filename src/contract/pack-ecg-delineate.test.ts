import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseWavesCalibration, parseWavesGate } from './pack-ecg-delineate.ts'

const file = (name: string) => readFileSync(`models/ecg-delineate/${name}.json`, 'utf8')
const altered = (name: string, by: (value: Record<string, unknown>) => void) => {
  const value = JSON.parse(file(name)) as Record<string, unknown>
  by(value)
  return JSON.stringify(value)
}

describe('calibration and gate of the delineation pack', () => {
  test('can be read', () => {
    expect(parseWavesCalibration(file('calibration')).ok).toBe(true)
    expect(parseWavesGate(file('gate')).ok).toBe(true)
  })
  test.each([
    ['labels in another order', altered('calibration', (c) => (c['labels'] = ['-', 'QRS', 'P', 'T']))],
    ['a temperature of nothing', altered('calibration', (c) => (c['temperature'] = 0))],
    ['a share above one', altered('calibration', (c) => (c['least'] = { p: 1.5, t: 0.4 }))],
    ['a word that nobody knows', altered('calibration', (c) => (c['extra'] = 1))],
    ['no JSON', '{'],
  ])('a calibration with %s is refused', (_, json) => {
    expect(parseWavesCalibration(json)).toMatchObject({
      ok: false,
      problem: { code: 'pack-calibration-invalid' },
    })
  })
  test.each([
    [
      'a mean of the wrong size',
      altered('gate', (g) => ((g['distance'] as { means: unknown }).means = [[1, 2]])),
    ],
    ['no threshold for disagreement', altered('gate', (g) => delete g['disagreement'])],
  ])('a gate with %s is refused', (_, json) => {
    expect(parseWavesGate(json)).toMatchObject({ ok: false, problem: { code: 'pack-gate-invalid' } })
  })
})
