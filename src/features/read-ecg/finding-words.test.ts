import { beforeAll, expect, test } from 'vitest'
import { setLocale } from '#words/runtime.js'
import { electrodeWords, pacingWords, signWords } from './finding-words.ts'

beforeAll(() => setLocale('en', { reload: false }))

test('a finding about electrodes says what to do, with the leads it is seen in', () => {
  const words = electrodeWords({ code: 'lead-off', certainty: 'likely', leads: ['V2', 'V3'], because: [] })
  expect(words).toBe('No contact: V2, V3.')
})

test('every sign that the signal code gives has words', () => {
  expect(signWords({ sign: 'p-inverted-in-i', value: -0.08 })).toContain('−0.08')
  expect(signWords({ sign: 'lead-shows-nothing', value: 4.2 })).toContain('4')
  expect(signWords({ sign: 'unheard-of' })).toBe('')
})

test('stimuli are counted with the beats that they led to, and not named where none are seen', () => {
  const paced = ['ventricular', 'none', 'ventricular', 'dual'] as const
  expect(pacingWords({ spikesMs: [100, 900, 1700, 1850], paced, assessable: true })).toBe(
    '4 pacemaker stimuli seen (marked under the traces). Beats: 2 ventricular paced, 1 paced in both chambers.',
  )
  expect(pacingWords({ spikesMs: [], paced: [], assessable: true })).toBe('')
})
