import { expect, test } from 'vitest'
import { isUntouched, newPrescription, nextKey, readVisitDraft } from './visit-draft.ts'

const fresh = { act: 'act', startedAtMs: 1000 }

test('a draft is found again as it was left, also after a trip through the keeper', () => {
  const draft = readVisitDraft(
    { reason: 'cough', orders: [{ key: 3, code: 'ecg', text: 'ECG', remark: '' }] },
    fresh,
  )
  expect(readVisitDraft(JSON.parse(JSON.stringify(draft)), { act: 'other', startedAtMs: 9 })).toEqual(draft)
})

test('what an older form did not write is filled in, and what is not understood takes nothing else with it', () => {
  const draft = readVisitDraft(
    { reason: 'cough', disposition: 'moon', vitals: { texts: 5, remark: 'left arm' }, prescriptions: 'none' },
    fresh,
  )
  expect(draft).toMatchObject({
    reason: 'cough',
    disposition: '',
    prescriptions: [],
    act: 'act',
    startedAtMs: 1000,
  })
  expect(draft.vitals).toMatchObject({ remark: 'left arm', source: 'measured' })
  expect(draft.vitals.texts.systolicMmHg).toBe('')
})

test('a form that was only opened is untouched, one with a single letter is not', () => {
  const draft = readVisitDraft({}, fresh)
  expect(isUntouched(draft)).toBe(true)
  expect(isUntouched({ ...draft, reason: 'c' })).toBe(false)
})

test('lines have keys of their own', () => {
  const first = newPrescription([])
  expect([first.key, newPrescription([first]).key, nextKey([{ key: 7 }, { key: 2 }])]).toEqual([1, 2, 8])
})
