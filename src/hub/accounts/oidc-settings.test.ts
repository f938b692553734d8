import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HUB_SCOPE } from '#contract/sync/hub-page.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ownPath } from './oidc-doors.ts'
import { grantsBy, readOidcSettings } from './oidc-settings.ts'
import { codeOf } from './people.fixture.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hinterland-oidc-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const read = (json: unknown, origin: string | null = null) => {
  writeFileSync(join(folder, 'hub.json'), typeof json === 'string' ? json : JSON.stringify(json))
  return readOidcSettings(folder, origin)
}
const least = { issuer: 'https://id.example', clientId: 'hub', origin: 'https://hub.example' }

describe('settings for signing in at another house', () => {
  test('are none where hub.json says none', () => {
    expect(readOidcSettings(folder, null)).toEqual({ ok: true, value: null })
    expect(read({ name: 'Hub' })).toEqual({ ok: true, value: null })
  })

  test('take the origin of the hub unless they have their own', () => {
    const { origin: _, ...rest } = least
    expect(read({ oidc: rest }, 'https://hub.example')).toMatchObject({
      value: { origin: 'https://hub.example' },
    })
    expect(codeOf(read({ oidc: rest }))).toBe('oidc-settings')
  })

  test.each([
    ['{'],
    [{ oidc: { ...least, issuer: 'http://id.example' } }],
    [{ oidc: { ...least, issuer: 'http://localhost.evil.example' } }],
    [{ oidc: { ...least, origin: 'https://hub.example/path' } }],
    [{ oidc: { ...least, clientsecret: 'typing error' } }],
    [{ oidc: { ...least, roles: { a: [{ scope: 'x', role: 'king' }] } } }],
  ])('%j are refused', (json) => {
    expect(codeOf(read(json))).toBe('oidc-settings')
  })
})

describe('rights by a claim', () => {
  const roles = {
    ecg: [{ scope: 'clinic', role: 'specialist' as const }],
    desk: [{ scope: 'clinic', role: 'nurse' as const }],
    it: [{ scope: HUB_SCOPE, role: 'keeper' as const }],
    wrong: [{ scope: 'clinic', role: 'keeper' as const }],
  }
  const by = (claim: unknown) => grantsBy({ roleClaim: 'groups', roles }, { groups: claim })

  test('are what the settings say for its values', () => {
    expect(by('ecg')).toEqual(roles.ecg)
    expect(by(['it', 'desk', 'unheard of'])).toEqual([...roles.it, ...roles.desk])
    expect(by(['ecg', 'desk'])).toEqual(roles.ecg)
  })

  test.each([undefined, null, 7, [{}], 'constructor', ['__proto__'], 'wrong'])('are none by %j', (claim) => {
    expect(by(claim)).toEqual([])
  })

  test('are not asked for where there is no such claim', () => {
    expect(grantsBy({ roles }, { groups: 'it' })).toBeNull()
  })
})

describe('an address to come back to', () => {
  test.each([
    ['/', '/'],
    ['/hub?tab=devices#x', '/hub?tab=devices#x'],
    ['/people/../kept', '/kept'],
  ])('%s is %s', (given, path) => {
    expect(ownPath(given)).toBe(path)
  })

  test.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/.//evil.example',
    '/x/..//evil.example',
    '/\\/evil.example',
    'javascript:alert(1)',
    '',
    'hub',
    '/api/sign-out',
    '/x/../api/hub/notes',
    `/${'a'.repeat(600)}`,
    ['/a', '/b'],
    undefined,
  ])('%j is none', (given) => {
    expect(ownPath(given)).toBeNull()
  })
})
