import { describe, expect, test } from 'vitest'
import type { RhythmCalibration, RhythmGate } from '#contract/pack-ecg-rhythm.ts'
import { calibrated, decide, softmax } from './calibrate.ts'
import { featureDistance } from './distance.ts'
import { gateOutputs } from './gate.ts'

/** Four class means 10 apart on the first axis, and a precision matrix that counts the second axis four times. */
const gate: RhythmGate = {
  distance: {
    labels: ['N', 'A', 'O', '~'],
    means: [0, 10, 20, 30].map((first) => [first, ...Array<number>(63).fill(0)]),
    precision: Array.from({ length: 64 }, (_, i) =>
      Array.from({ length: 64 }, (_, j) => (i === j ? (i === 1 ? 4 : 1) : 0)),
    ),
    threshold: 30,
  },
  band: { threshold: 0.5 },
}
const at = (first: number, second = 0) => [first, second, ...Array<number>(62).fill(0)]
const sure = { N: 0.9, A: 0.05, O: 0.03, '~': 0.02 }
const calibration: RhythmCalibration = {
  labels: ['N', 'A', 'O', '~'],
  temperature: 2,
  decisionBias: { N: 0, A: 0.5, O: 0, '~': 0 },
  prevalence: { N: 0.6, A: 0.1, O: 0.25, '~': 0.05 },
  headBias: [0, 0, 0, 0],
}

describe('the distance to the training recordings', () => {
  test('is the squared Mahalanobis distance to the nearest class', () => {
    expect(featureDistance(gate.distance, at(12))).toBeCloseTo(4, 12)
    expect(featureDistance(gate.distance, at(12, 3))).toBeCloseTo(4 + 4 * 9, 12)
  })
})

describe('the gate', () => {
  test('passes a sure answer near the training recordings', () => {
    expect(gateOutputs(gate, at(1), sure, 'N')).toEqual({ passed: true })
  })
  test('refuses what is unlike them, whatever else is wrong with it', () => {
    expect(gateOutputs(gate, at(1, 5), { ...sure, N: 0.3 }, '~')).toEqual({
      passed: false,
      reason: 'unlike-training-data',
    })
  })
  test('refuses what the network calls noise', () => {
    expect(gateOutputs(gate, at(1), sure, '~')).toEqual({ passed: false, reason: 'too-noisy' })
  })
  test('refuses what no class is likely for', () => {
    expect(gateOutputs(gate, at(1), { N: 0.4, A: 0.3, O: 0.2, '~': 0.1 }, 'N')).toEqual({
      passed: false,
      reason: 'uncertain',
    })
  })
})

describe('calibration', () => {
  test('divides the scores by the temperature', () => {
    const probabilities = calibrated([2, 0, 0, 0], calibration)
    expect(probabilities.N).toBeCloseTo(Math.E / (Math.E + 3), 12)
    expect(Object.values(probabilities).reduce((a, b) => a + b)).toBeCloseTo(1, 12)
  })
  test('stands scores that overflow', () => {
    expect(softmax([1000, 0, -1000, 0])).toEqual([1, 0, 0, 0])
  })
  test('decides at the operating point: fibrillation is named a little earlier', () => {
    expect(decide({ N: 0.45, A: 0.35, O: 0.1, '~': 0.1 }, calibration)).toBe('A')
    expect(decide({ N: 0.55, A: 0.3, O: 0.1, '~': 0.05 }, calibration)).toBe('N')
  })
})
