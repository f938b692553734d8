import { describe, expect, test } from 'vitest'
import { signalKind, standardLead } from './lead-names.ts'

describe('standard leads by name', () => {
  test.each([
    ['I', 'I'],
    ['ii', 'II'],
    ['Lead III', 'III'],
    ['ECG II', 'II'],
    ['EKG V1', 'V1'],
    ['EKG-aVF', 'aVF'],
    ['AVR', 'aVR'],
    ['avl', 'aVL'],
    ['MDC_ECG_LEAD_V6', 'V6'],
    ['Lead I (Einthoven)', 'I'],
    ['I\0', 'I'],
    ['DII', 'II'],
  ])('%j is %s', (name, standard) => {
    expect(standardLead(name)).toBe(standard)
  })

  test.each([
    'MLII',
    'ECG MLII',
    'V',
    'ECG',
    'EDF ECG',
    'ECG 1',
    'V7',
    'V3R',
    '-aVR',
    'C1',
    'IV',
    '',
    'column 1',
  ])('%j is none beyond doubt', (name) => {
    expect(standardLead(name)).toBeNull()
  })
})

describe('what a signal is', () => {
  test.each([
    ['ECG', 'ecg'],
    ['ECG1', 'ecg'],
    ['MLII', 'ecg'],
    ['V', 'ecg'],
    ['V4R', 'ecg'],
    ['EDF ECG', 'ecg'],
    ['PLETH', 'other'],
    ['RESP', 'other'],
    ['EEG C3-A2', 'other'],
    ['C3-A2', 'other'],
    ['EMG chin', 'other'],
    ['col 0', 'unknown'],
  ])('%s: %s', (label, kind) => {
    expect(signalKind(label)).toBe(kind)
  })
})
