import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { changeSettings, readSettings } from './settings.ts'

describe('the settings of a hub', () => {
  let folder: string
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'hinterland-settings-'))))
  afterEach(() => rmSync(folder, { recursive: true }))

  test('are none at first, and keep what other parts wrote there', () => {
    expect(readSettings(folder)).toEqual({ ok: true, value: {} })
    writeFileSync(join(folder, 'hub.json'), '{"oidc":{"issuer":"https://login.example"}}')
    changeSettings(folder, { name: '青石县' })
    expect(JSON.parse(readFileSync(join(folder, 'hub.json'), 'utf8'))).toEqual({
      name: '青石县',
      oidc: { issuer: 'https://login.example' },
    })
    expect(statSync(join(folder, 'hub.json')).mode & 0o077).toBe(0)
  })

  test.each([
    ['{', 'no JSON'],
    ['{"origin":"hub.example"}', '"origin"'],
    ['{"origin":"https://hub.example/path"}', '"origin"'],
    ['{"metricsToken":"short"}', '"metricsToken"'],
  ])('that cannot be read are named: %s', (text, named) => {
    writeFileSync(join(folder, 'hub.json'), text)
    const read = readSettings(folder)
    expect(read).toMatchObject({ ok: false, problem: { code: 'hub-settings' } })
    if (!read.ok) expect(read.problem.message).toContain(named)
    expect(changeSettings(folder, { name: 'x' }).ok).toBe(false)
    expect(readFileSync(join(folder, 'hub.json'), 'utf8')).toBe(text)
  })
})
