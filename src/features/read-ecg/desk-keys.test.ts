import { expect, test } from 'vitest'
import { deskKey, type DeskKeys } from './desk-keys.ts'

function pressed(key: string, held: { ctrlKey?: boolean; altKey?: boolean } = {}) {
  const done: string[] = []
  const keys: DeskKeys = {
    step: (what) => done.push(what),
    paper: () => done.push('paper'),
    numbers: () => done.push('numbers'),
    statements: () => done.push('statements'),
    amplitudes: () => done.push('amplitudes'),
    tab: (step) => done.push(`tab ${step}`),
    help: () => done.push('help'),
  }
  const used = deskKey({ key, ctrlKey: false, metaKey: false, altKey: false, ...held }, keys)
  return { done, used }
}

test('every switch of the paper has its key', () => {
  const keys = ['l', 'v', 'g', 'h', 'f', 'n', 't']
  expect(keys.flatMap((key) => pressed(key).done)).toEqual([
    'layout',
    'speed',
    'gain',
    'high-pass',
    'low-pass',
    'mains',
    'rhythm-lead',
  ])
})

test('the caliper and the beats answer from anywhere on the desk', () => {
  for (const key of ['m', 'r', 's', ',', '.']) expect(pressed(key)).toEqual({ done: ['paper'], used: true })
})

test('arrows scroll the page, and what the browser owns stays its own', () => {
  expect(pressed('ArrowDown')).toEqual({ done: [], used: false })
  expect(pressed('f', { ctrlKey: true })).toEqual({ done: [], used: false })
  expect(pressed('h', { altKey: true })).toEqual({ done: [], used: false })
})

test('statements and numbers are one key away', () => {
  expect(pressed('e').done).toEqual(['statements'])
  expect(pressed('w').done).toEqual(['numbers'])
})

test('a question mark opens the list of keys', () => {
  expect(pressed('?').done).toEqual(['help'])
})
