import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, expect, test, type BrowserContext, type Page } from '@playwright/test'
import { chromiumPath } from '../chromium-path.ts'
import { startHub, type HubProcess } from './hub-process.ts'
import { keeperWorkerUrl, startKeeper, withKeeper } from './keeper-page.ts'
import { builtFolder } from './versions.ts'

/**
 * Every byte of the browser's profile is searched for what must never lie there: after use, after erasing the person,
 * after the wipe. The keeper is the built one in its real worker; its random bytes are told to the test, so that every
 * key it ever made is known. Grounds: `anchors/records-sync-hub.md` 6.1.
 */
let hub: HubProcess
let profile: string

test.beforeAll(async () => {
  hub = await startHub(builtFolder)
})
test.afterAll(() => hub.stop())
test.beforeEach(() => {
  profile = mkdtempSync(join(tmpdir(), 'hinterland-profile-'))
})
test.afterEach(() => rmSync(profile, { recursive: true, force: true }))

const CANARIES = {
  name: '欧阳探针',
  pinyin: 'ouyangtanzhen',
  citizenId: '430102196803010011',
  phone: '13987654321',
  complaint: '探针头晕七三九一',
  drug: 'Canarydipine',
  draft: '探针草稿四四二',
  passphrase: '四匹马 walk over 石桥 at noon',
  pin: '864209',
} as const

const CONTROL = 'control-canary-5150'

test('no name, id, value, secret or key lies in the profile after use, after erasing, after the wipe', async () => {
  const secrets = new Set<string>()
  const first = await opened(secrets)
  await startKeeper(first.page, hub.origin)
  // What the search must be able to find: otherwise it proves nothing.
  await first.page.evaluate(
    (text) =>
      new Promise<void>((resolve) => {
        const request = indexedDB.open('control', 1)
        request.onupgradeneeded = () => request.result.createObjectStore('rows').put({ text }, 1)
        request.onsuccess = () => resolve(request.result.close())
      }),
    CONTROL,
  )
  const { subject, key } = await withKeeper(first.page, useTheClinic, CANARIES)
  const spared = await legitimate(first.page)
  await first.context.close()
  expect(secrets.size).toBeGreaterThan(10)

  const afterUse = profileBytes(profile)
  expect(afterUse.found(CONTROL)).toBe(true)
  expectNoCanary(afterUse)
  const { shares, salts } = spared
  expect(shares.length).toBeGreaterThanOrEqual(2)
  // The wipe shares lie in their files, the salts in their rows, and the device key wherever Chromium puts it: one key.
  const lying = keysOf(secrets).filter((secret) => afterUse.foundBytes(secret))
  const others = lying.filter((secret) => ![...shares, ...salts].includes(secret))
  expect(others.length).toBeLessThanOrEqual(1)

  const second = await opened(secrets)
  await startKeeper(second.page, hub.origin)
  await withKeeper(second.page, eraseThePerson, { key, subject, passphrase: CANARIES.passphrase })
  await second.context.close()
  const afterErasing = profileBytes(profile)
  expectNoCanary(afterErasing)
  expect(
    keysOf(secrets).filter((secret) => afterErasing.foundBytes(secret) && !lying.includes(secret)),
  ).toEqual([])

  const third = await opened(secrets)
  await startKeeper(third.page, hub.origin)
  await withKeeper(third.page, (keeper) => keeper.wipe(), null)
  await third.context.close()
  const afterWipe = profileBytes(profile)
  expectNoCanary(afterWipe)
  for (const share of shares) expect(afterWipe.foundBytes(share)).toBe(false)
})

type KeeperOnPage = Parameters<Parameters<typeof withKeeper>[1]>[0]

async function useTheClinic(keeper: KeeperOnPage, canaries: typeof CANARIES) {
  const must = <T>(outcome: { ok: true; value: T } | { ok: false; problem: { message: string } }): T => {
    if (!outcome.ok) throw new Error(outcome.problem.message)
    return outcome.value
  }
  const user = { name: 'Zhou', label: 'Zhou', role: 'nurse', passphrase: canaries.passphrase } as const
  must(
    await keeper.createClinic({
      clinic: 'Township clinic',
      showClinicName: true,
      user,
      emergencyRead: true,
      takeReadings: true,
    }),
  )
  must(await keeper.setPin(canaries.pin))
  const { subject } = must(
    await keeper.register({
      identity: { name: canaries.name, pinyin: canaries.pinyin, sex: 'male', birthDate: '1968-03-01' },
      identifiers: [{ system: 'citizen-id', value: canaries.citizenId }],
      contact: { phone: canaries.phone },
    }),
  )
  for (let visit = 0; visit < 20; visit++) {
    must(
      await keeper.write([
        {
          kind: 'encounter',
          verb: 'assert',
          subject,
          body: { value: { type: 'visit', reason: canaries.complaint + String(visit) } },
        },
        {
          kind: 'medication',
          verb: 'assert',
          subject,
          body: { value: { drug: { text: canaries.drug + String(visit) }, status: 'active' } },
        },
      ]),
    )
    must(await keeper.saveDraft(`encounter:${subject}`, { reason: canaries.draft, name: canaries.name }))
  }
  must(await keeper.keepBlob(subject, new TextEncoder().encode(canaries.complaint.repeat(100))))
  await keeper.search('ouyang')
  const state = await keeper.state()
  await keeper.lock()
  must(await keeper.unlock(state.user!.key, { pin: canaries.pin }))
  await keeper.lock()
  return { subject, key: state.user!.key }
}

async function eraseThePerson(
  keeper: KeeperOnPage,
  { key, subject, passphrase }: { key: string; subject: string; passphrase: string },
) {
  const opened = await keeper.unlock(key, { passphrase })
  if (!opened.ok) throw new Error(opened.problem.message)
  const erased = await keeper.erase(subject, 'asked for')
  if (!erased.ok) throw new Error(erased.problem.message)
  await keeper.lock()
}

/** The browser on the profile; the keeper's worker tells the test every random byte it asks for. */
async function opened(secrets: Set<string>): Promise<{ context: BrowserContext; page: Page }> {
  const executablePath = chromiumPath()
  const context = await chromium.launchPersistentContext(profile, {
    ...(executablePath ? { executablePath } : {}),
    args: ['--no-sandbox'],
    bypassCSP: true,
    serviceWorkers: 'block',
  })
  const page = context.pages()[0] ?? (await context.newPage())
  await page.exposeFunction('tellSecret', (hex: string) => void secrets.add(hex))
  await page.addInitScript(() => {
    const told = globalThis as unknown as { tellSecret(hex: string): void }
    new BroadcastChannel('secrets-of-the-test').onmessage = ({ data }) => told.tellSecret(String(data))
  })
  await context.route(`**${keeperWorkerUrl()}`, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: `${LISTENING}\n${await response.text()}` })
  })
  return { context, page }
}

/** Stands before the worker's own script. */
const LISTENING = `{
  const given = crypto.getRandomValues.bind(crypto)
  const channel = new BroadcastChannel('secrets-of-the-test')
  crypto.getRandomValues = (array) => {
    const filled = given(array)
    if (filled.length >= 16) channel.postMessage([...filled].map((b) => b.toString(16).padStart(2, '0')).join(''))
    return filled
  }
}`

/** 32 bytes: keys, seeds, shares, salts. Shorter ones are ids and salts of bodies. */
function keysOf(secrets: ReadonlySet<string>): string[] {
  return [...secrets].filter((hex) => hex.length === 64)
}

/** What lies on the disk on purpose: wipe shares in their files, salts of wraps in their rows. */
function legitimate(page: Page): Promise<{ shares: string[]; salts: string[] }> {
  return page.evaluate(async () => {
    const hex = (bytes: Uint8Array) => [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('')
    let folder = await navigator.storage.getDirectory()
    for (const name of ['keeper', 'clinic', 'shares']) folder = await folder.getDirectoryHandle(name)
    const shares: string[] = []
    const entries = (folder as unknown as { values(): AsyncIterable<FileSystemFileHandle> }).values()
    for await (const handle of entries)
      shares.push(hex(new Uint8Array(await (await handle.getFile()).arrayBuffer()).slice(0, 32)))
    const users = await new Promise<{ wraps: { salt: Uint8Array }[] }[]>((resolve, reject) => {
      const request = indexedDB.open('hinterland-clinic-facts')
      request.onerror = () => reject(request.error)
      request.onsuccess = () => {
        const all = request.result.transaction('users').objectStore('users').getAll()
        all.onsuccess = () => {
          request.result.close()
          resolve(all.result as { wraps: { salt: Uint8Array }[] }[])
        }
      }
    })
    return { shares, salts: users.flatMap(({ wraps }) => wraps.map(({ salt }) => hex(salt))) }
  })
}

/** All files of the profile, as one thing that can be searched. */
function profileBytes(folder: string) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path))
  const holds = (needle: Buffer) => files.some((file) => file.includes(needle))
  return {
    /** As UTF-8, as UTF-16, and as base64 would carry its bytes. */
    found: (text: string) =>
      holds(Buffer.from(text, 'utf8')) ||
      holds(Buffer.from(text, 'utf16le')) ||
      holds(Buffer.from(Buffer.from(text, 'utf8').toString('base64').slice(0, -4))),
    /** As bytes, hexadecimal, or base64. */
    foundBytes: (hex: string) => {
      const bytes = Buffer.from(hex, 'hex')
      const forms = [
        bytes,
        Buffer.from(hex),
        Buffer.from(bytes.toString('base64')),
        Buffer.from(bytes.toString('base64url')),
      ]
      return forms.some(holds)
    },
  }
}

function expectNoCanary(profileOf: ReturnType<typeof profileBytes>): void {
  const found = Object.entries(CANARIES).filter(([, text]) => profileOf.found(text))
  expect(found.map(([what]) => what)).toEqual([])
}
