import { describe, expect, test } from 'vitest'
import type { NpyArray } from './npz/npy.ts'
import type { Npz } from './npz.ts'
import { FINDING_SETS } from './unpack-findings.ts'

/** An archive that holds these arrays. */
function archive(arrays: Readonly<Record<string, NpyArray>>): Npz {
  const array = (name: string): NpyArray => arrays[name]!
  return {
    has: (name) => name in arrays,
    array,
    texts: (name) => array(name).values as readonly string[],
    numbers: (name) => array(name).values as Exclude<NpyArray['values'], readonly string[]>,
  }
}
const texts = (...values: string[]): NpyArray => ({ shape: [values.length], values })
const numbers = (...values: number[]): NpyArray => ({
  shape: [values.length],
  values: Float64Array.from(values),
})

/** Each sample 2 steps above the one before: zigzag 4. */
function signals(records: number, leads: readonly string[], lsbUv: number) {
  const count = records * leads.length * 3
  return {
    leads: texts(...leads),
    lo: { shape: [records, leads.length, 3], values: new Uint8Array(count).fill(4) },
    hi: { shape: [records, leads.length, 3], values: new Uint8Array(count) },
    fs: numbers(100),
    lsb_uv: numbers(lsbUv),
  }
}
const EIGHT = ['I', 'II', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6']
const set = (name: string) => FINDING_SETS.find(({ names }) => names.includes(name))!
const unpacked = (name: string, npz: Npz, split: 'val' | 'train' | 'all' = 'all') => [
  ...set(name).rows(npz, split).rows,
]

describe('PTB-XL', () => {
  const classes = ['NORM', 'AFIB', 'MI', 'STTC', 'CD', 'HYP']
  const npz = archive({
    ...signals(2, EIGHT, 5),
    ids: texts('00001', '00002'),
    classes: texts(...classes),
    likelihood: { shape: [2, 6], values: Uint8Array.from([100, 0, 0, 0, 0, 0, 0, 0, 15, 100, 0, 0]) },
    strat_fold: numbers(3, 9),
    patient: numbers(7, 8),
    age: numbers(300, NaN),
    sex: numbers(1, 0),
  })

  test('has a column a finding, whatever the likelihood', () => {
    expect(unpacked('ptbxl', npz).map(({ labels }) => labels)).toMatchObject([
      {
        NORM: '1',
        MI: '0',
        STTC: '0',
        CD: '0',
        HYP: '0',
        AFIB: '0',
        patient: '7',
        age: '90',
        sex: 'female',
        fold: '3',
      },
      {
        NORM: '0',
        MI: '1',
        STTC: '1',
        CD: '0',
        HYP: '0',
        AFIB: '0',
        patient: '8',
        age: '',
        sex: 'male',
        fold: '9',
      },
    ])
  })

  test('keeps folds 9 and 10 for validation', () => {
    expect(unpacked('ptbxl', npz, 'val').map(({ recordName }) => recordName)).toEqual(['00002'])
    expect(unpacked('ptbxl', npz, 'train').map(({ recordName }) => recordName)).toEqual(['00001'])
  })

  test('gets its four computed leads back, on the grid of the file', () => {
    const [{ leads, gainPerMv }] = unpacked('ptbxl', npz) as [ReturnType<typeof unpacked>[number]]
    expect(leads.map(({ name }) => name).join(' ')).toBe('I II III aVR aVL aVF V1 V2 V3 V4 V5 V6')
    const last = Object.fromEntries(leads.map(({ name, samplesMv }) => [name, samplesMv[2]!]))
    expect(last['I']).toBeCloseTo(0.03, 6)
    expect([last['III'], last['aVR'], last['aVL']].map((v) => Math.round(v! * gainPerMv))).toEqual([
      0, -12, 6,
    ])
  })
})

test('of the challenge of 2021 codes become findings, and records of PTB-XL are no other site', () => {
  const npz = archive({
    ...signals(5, EIGHT, 4),
    ids: texts('E1', 'E2', 'E3', 'JS4', 'HR5'),
    dx_snomed: texts('426783006', '427084000', '59118001,426177001', '164934002,713422000', '426783006'),
    age: texts('50', 'Na', '60', '70', '80'),
    sex: texts('Male', 'Female', 'Male', 'Female', 'Male'),
  })
  expect(unpacked('cinc2021', npz).map(({ labels }) => labels)).toMatchObject([
    { NORM: '1', MI: '', STTC: '0', CD: '0', site: 'Georgia', age: '50', sex: 'male' },
    // Sinus tachycardia alone: PTB-XL may call it normal, so nothing is said.
    { NORM: '', MI: '', STTC: '0', CD: '0', age: '', sex: 'female' },
    { NORM: '0', STTC: '0', CD: '1' },
    { NORM: '0', STTC: '1', CD: '0', site: 'Ningbo' },
  ])
})

test('of LUDB the text of the diagnosis becomes findings', () => {
  const npz = archive({
    ...signals(3, ['i', 'ii', 'iii', 'avr', 'avl', 'avf', 'v1', 'v2', 'v3', 'v4', 'v5', 'v6'], 1),
    ids: texts('1', '2', '3'),
    diagnosis: texts(
      'Rhythm: Sinus rhythm; Electric axis of the heart: normal',
      'Rhythm: Atrial fibrillation; Electric axis of the heart: normal; STEMI: anterior wall; Ischemia: apical',
      'Rhythm: Sinus rhythm; Electric axis of the heart: left axis deviation; Left anterior hemiblock',
    ),
    age: texts('30', '60', '70'),
    sex: texts('F', 'M', 'M'),
  })
  expect(unpacked('ludb-findings', npz).map(({ labels }) => labels)).toMatchObject([
    { NORM: '1', MI: '0', STTC: '0', CD: '0', HYP: '0', AFIB: '0', sex: 'female' },
    { NORM: '0', MI: '1', STTC: '1', CD: '0', HYP: '0', AFIB: '1' },
    { NORM: '0', MI: '0', STTC: '0', CD: '1', HYP: '0' },
  ])
})
