import { expect, test } from 'vitest'
import { backupRisk } from './backup-risk.ts'

const CHINA = 8 * 60
const at = (local: string) => Date.parse(`${local}+08:00`)
const written = (lastBackupAtMs: number | null) => ({
  practice: false,
  unsent: 12,
  oldestUnsentAtMs: at('2026-11-02T08:00'),
  lastBackupAtMs,
})

test('records without any backup are at risk at once', () => {
  expect(backupRisk(written(null), at('2026-11-21T08:00'), CHINA)).toBe('never')
})

test('a clinic that is being set up is given half an hour', () => {
  const fresh = { ...written(null), oldestUnsentAtMs: at('2026-11-21T08:00') }
  expect(backupRisk(fresh, at('2026-11-21T08:29'), CHINA)).toBe('none')
  expect(backupRisk(fresh, at('2026-11-21T08:30'), CHINA)).toBe('never')
})

test('practice and an empty clinic lose nothing', () => {
  const now = at('2026-11-21T18:00')
  expect(backupRisk({ ...written(null), practice: true }, now, CHINA)).toBe('none')
  expect(backupRisk({ ...written(null), unsent: 0 }, now, CHINA)).toBe('none')
})

test('a backup is due from five in the afternoon, in the time of the clinic', () => {
  const yesterday = written(at('2026-11-20T17:30'))
  expect(backupRisk(yesterday, at('2026-11-21T16:59'), CHINA)).toBe('none')
  expect(backupRisk(yesterday, at('2026-11-21T17:00'), CHINA)).toBe('due-today')
  expect(backupRisk(yesterday, at('2026-11-21T17:00'), 0)).toBe('none')
})

test('a backup of this morning is a backup of today', () => {
  expect(backupRisk(written(at('2026-11-21T00:10')), at('2026-11-21T22:00'), CHINA)).toBe('none')
})

test('after three days it is overdue, at any hour', () => {
  const last = written(at('2026-11-18T09:00'))
  expect(backupRisk(last, at('2026-11-21T09:00'), CHINA)).toBe('none')
  expect(backupRisk(last, at('2026-11-21T09:01'), CHINA)).toBe('overdue')
})
