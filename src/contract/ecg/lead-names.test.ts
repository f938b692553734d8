import { describe, expect, test } from 'vitest'
import { isLeadName, leadOfNumber, signalKind, standardLead } from './lead-names.ts'

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
    ['NOM_ECG_LEAD_AVF', 'aVF'],
    ['aVR, augmented voltage, right', 'aVR'],
    ['Ⅱ', 'II'],
    ['Ⅲ导联', 'III'],
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

describe('leads by number (SCP-ECG, MDC 2:n)', () => {
  test.each([
    [1, 'I'],
    [2, 'II'],
    [61, 'III'],
    [62, 'aVR'],
    [63, 'aVL'],
    [64, 'aVF'],
    [3, 'V1'],
    [8, 'V6'],
  ])('%i is %s of the twelve', (number, standard) => {
    expect(standardLead(leadOfNumber(number)!)).toBe(standard)
  })

  test.each([
    [65, '-aVR'],
    [11, 'V3R'],
    [9, 'V7'],
    [67, 'V9'],
    [16, 'X'],
    [72, 'Nehb J'],
    [131, 'ES'],
  ])('%i is %s, of the heart and none of the twelve', (number, name) => {
    expect(leadOfNumber(number)).toBe(name)
    expect(isLeadName(name)).toBe(true)
    expect(standardLead(name)).toBeNull()
  })

  test.each([0, 31, 40, 112, 999, NaN])('%d is none that we know', (number) => {
    expect(leadOfNumber(number)).toBeNull()
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
