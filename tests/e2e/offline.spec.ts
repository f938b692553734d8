import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import type { GroupId } from '#contract/install-manifest.ts'
import type { InstallState } from '#data/install/install-state.ts'
import { startHub } from './hub-process.ts'
import type { HubProcess } from './hub-process.ts'
import { LONG } from './inspect.ts'
import { openInstaller } from './installer-page.ts'
import { openLine } from './line.ts'
import type { Line } from './line.ts'
import { builtFolder, copyOfBuild, damage, makeNextVersion, manifestOf, packCard } from './versions.ts'

const pack = manifestOf(builtFolder).groups.find(({ id }) => id.startsWith('pack:'))?.id as GroupId

let hub: HubProcess
let line: Line
const otherHubs: HubProcess[] = []
const folders: string[] = []

test.beforeAll(async () => {
  hub = await startHub(builtFolder)
})

test.afterAll(() => hub.stop())

test.beforeEach(async () => {
  line = await openLine(hub.origin)
})

test.afterEach(async () => {
  await line.close()
  for (const other of otherHubs.splice(0)) await other.stop()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

test('after one visit the app opens with the server and the network gone, isolated, at any address', async ({
  page,
  context,
}) => {
  const own = await startHub(builtFolder)
  line.target = own.origin
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  context.on('request', (request) => {
    if (new URL(request.url()).origin !== line.origin && !request.url().startsWith('blob:'))
      complaints.push(request.url())
  })
  await firstVisit(page)
  expect(complaints, 'no complaint of the browser, no request to anybody else').toEqual([])
  const { exitCode, tookMs } = await own.stop()
  expect(exitCode).toBe(0)
  expect(tookMs).toBeLessThan(2000)
  await line.close()
  await context.setOffline(true)

  const response = await page.reload()
  expect(response?.fromServiceWorker()).toBe(true)
  await expect(page.locator('h1').first()).toBeVisible()
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)

  const deep = await page.goto(`${line.origin}/kept/never-visited`)
  expect(deep?.status()).toBe(200)
  expect(deep?.headers()['cross-origin-embedder-policy']).toBe('require-corp')
  expect(deep?.headers()['content-security-policy']).toContain("frame-ancestors 'none'")
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
})

test('a new version with one damaged file is refused, and the old one runs on, offline too', async ({
  page,
  context,
}) => {
  await firstVisit(page)
  const installer = await openInstaller(page)
  expect((await installer.install(pack)).ok).toBe(true)
  // In what was installed, and with `LONG=1` in the shell too: the hashes of both are part of the new version.
  for (const url of [packCard(builtFolder), ...(LONG ? ['/index.html'] : [])]) {
    const folder = await nextVersion(`damaged ${url}`)
    damage(folder, url)
    await serve(folder)
    expect(await lookForUpdate(page), url).toBe('redundant')
  }
  await context.setOffline(true)
  await page.reload()
  await expect(page.locator('h1').first()).toBeVisible()
  expect(await versionMark(page)).toBe(null)
  const card = await page.evaluate(async (url) => (await fetch(url)).text(), packCard(builtFolder))
  expect(card).not.toContain('damaged /')
})

test('a new version waits for every window, then takes over with what was installed', async ({
  page,
  context,
}) => {
  await firstVisit(page)
  const installer = await openInstaller(page)
  expect((await installer.install(pack)).ok).toBe(true)
  await serve(await nextVersion('second'))

  expect(await lookForUpdate(page)).toBe('installed')
  await page.reload()
  expect(await versionMark(page), 'a reload alone changes nothing').toBe(null)

  const silent = await context.newPage()
  await silent.goto(`${line.origin}/rescue`)
  expect(await applyUpdate(page), 'a window that does not answer is not pulled away').toBe(false)
  await silent.close()

  const reloaded = page.waitForEvent('load')
  expect(await applyUpdate(page)).toBe(true)
  await reloaded
  await expect.poll(() => versionMark(page)).toBe('second')

  await context.setOffline(true)
  const card = await page.evaluate(async (url) => (await fetch(url)).text(), packCard(builtFolder))
  expect(card).toMatch(/^second$/m)
  expect(await installedVersions(page, packCard(builtFolder)), 'the old file is gone').toBe(1)
})

test('a download goes on where it was when its page is killed', async ({ page, context }) => {
  await firstVisit(page)
  line.packedBytesPerSecond = 1_500_000
  const first = await openInstaller(page)
  void first.install('ort-webgpu').catch(() => undefined)
  await expect.poll(() => sentBytes('.asyncify.wasm.gz')).toBeGreaterThan(1_200_000)
  await page.close({ runBeforeUnload: false })

  line.packedBytesPerSecond = null
  const again = await context.newPage()
  await again.goto(`${line.origin}/`)
  const second = await openInstaller(again)
  const before = await stateOf(second.state())
  expect(before.groups.find(({ id }) => id === 'ort-webgpu')?.status).toBe('partial')
  const outcome = await second.install('ort-webgpu')
  expect(outcome.ok).toBe(true)

  const resumed = line.packedRequests.filter(({ url }) => url.endsWith('.asyncify.wasm.gz')).at(-1)
  expect(resumed?.range).toMatch(/^bytes=[1-9]\d{5,}-$/)
  const { transferBytes } = fileNamed('.asyncify.wasm')
  expect(resumed?.sentBytes).toBeLessThan(transferBytes - 900_000)

  await context.setOffline(true)
  const sizeBytes = await again.evaluate(
    async (url) => (await (await fetch(url)).arrayBuffer()).byteLength,
    fileNamed('.asyncify.wasm').url,
  )
  expect(sizeBytes).toBe(fileNamed('.asyncify.wasm').sizeBytes)
  const range = await again.evaluate(async (url) => {
    const response = await fetch(url, { headers: { range: 'bytes=4-7' } })
    return { status: response.status, bytes: [...new Uint8Array(await response.arrayBuffer())] }
  }, fileNamed('.asyncify.wasm').url)
  expect(range).toEqual({ status: 206, bytes: [1, 0, 0, 0] })
  const policy = await again.evaluate(async (url) => {
    const { headers } = await fetch(url)
    return [headers.get('content-security-policy'), headers.get('cross-origin-embedder-policy')]
  }, fileNamed('.js', 'ort-webgpu').url)
  expect(policy, 'a worker from the cache is as strict as one from the server').toEqual([
    expect.stringContaining("script-src 'self' 'wasm-unsafe-eval'"),
    'require-corp',
  ])
})

test('a file with one changed byte is refused and not kept', async ({ page }) => {
  await firstVisit(page)
  line.flipsBytes = true
  const installer = await openInstaller(page)
  const outcome = await installer.install('ort-webgpu')
  expect(outcome.ok ? 'installed' : outcome.problem.code).toBe('install-hash-differs')
  const state = await stateOf(installer.state())
  expect(state.groups.find(({ id }) => id === 'ort-webgpu')?.status).toBe('absent')

  line.flipsBytes = false
  expect((await installer.install('ort-webgpu')).ok, 'the next try brings the right bytes').toBe(true)
})

test('a file from a neighbour is taken when its hash is known', async ({ page }) => {
  await firstVisit(page)
  const installer = await openInstaller(page)
  const gate = fileNamed('/gate.json')
  const packed = [...readFileSync(join(builtFolder, `${gate.url}.gz`))]
  expect(await installer.installFromFile(packed)).toEqual({ ok: true, value: { url: gate.url } })
  const strange = await installer.installFromFile([1, 2, 3])
  expect(strange.ok ? '' : strange.problem.code).toBe('install-file-unknown')
})

test('a shared file reaches the page and nothing else', async ({ page }) => {
  await firstVisit(page)
  const answers = await page.evaluate(async () => {
    const form = new FormData()
    form.append('files', new File(['secret-of-a-person'], 'strip.csv', { type: 'text/csv' }))
    await fetch('/share', { method: 'POST', body: form, redirect: 'manual' })
    const claim = () =>
      new Promise<string[]>((resolve) => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = ({ data }: MessageEvent<{ name: string; bytes: ArrayBuffer }[]>) =>
          resolve(data.map((file) => `${file.name}: ${new TextDecoder().decode(file.bytes)}`))
        navigator.serviceWorker.controller?.postMessage({ kind: 'claim-shared' }, [port2])
      })
    const stored: string[] = []
    for (const name of await caches.keys())
      for (const request of await (await caches.open(name)).keys()) stored.push(request.url)
    return { first: await claim(), second: await claim(), stored: stored.join() }
  })
  expect(answers.first).toEqual(['strip.csv: secret-of-a-person'])
  expect(answers.second).toEqual([])
  expect(answers.stored).not.toContain('strip')

  await page.evaluate(() => {
    const form = document.createElement('form')
    form.method = 'post'
    form.action = '/share'
    form.enctype = 'multipart/form-data'
    document.body.append(form)
    form.submit()
  })
  await page.waitForURL(`${line.origin}/?shared`)
})

test('without isolation the app opens, keeps itself and opens offline', async ({ page, context }) => {
  await serve(builtFolder, '--no-isolation')
  await firstVisit(page)
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false)
  const installer = await openInstaller(page)
  expect((await installer.install(pack)).ok).toBe(true)
  await context.setOffline(true)
  await page.reload()
  await expect(page.locator('h1').first()).toBeVisible()
})

test('the rescue page stands in when the shell is damaged and nothing can be fetched', async ({
  page,
  context,
}) => {
  await firstVisit(page)
  await page.evaluate(() => caches.delete('hinterland-shell'))
  await context.setOffline(true)
  await page.goto(`${line.origin}/`)
  await expect(page.getByRole('button', { name: /Export what is kept/ })).toBeVisible()
  await page.goto(`${line.origin}/rescue`)
  await expect(page.locator('#version')).toContainText(manifestOf(builtFolder).build)
  await expect(page.locator('#kept')).toContainText('0 条记录')

  await page.getByRole('button', { name: /Install the app again/ }).click()
  await expect(page.locator('#done')).toContainText('cannot be reached')
  await context.setOffline(false)
  await page.getByRole('button', { name: /Install the app again/ }).click()
  await expect(page.locator('#done')).toContainText('The old program is gone')
  await firstVisit(page)
})

test('the rescue page counts and exports what is kept, sealed as it lies there, without the app', async ({
  page,
}) => {
  await page.goto(`${line.origin}/read`)
  await page.getByRole('button', { name: /Sinus rhythm/ }).click()
  await page.getByRole('button', { name: 'Keep this reading' }).click()
  await expect(page.getByTestId('kept-line')).toBeVisible()
  await page.goto(`${line.origin}/rescue`)
  await expect(page.locator('#kept')).toContainText('1 份读图')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: /Export what is kept/ }).click()
  const text = readFileSync(await (await download).path(), 'utf8')
  const exported = JSON.parse(text) as {
    format: string
    readings: { sealed: { base64: string } }[]
    blobs: { name: string; sealed: { base64: string } }[]
  }
  expect(exported.format).toBe('hinterland-rescue')
  expect(exported.readings).toHaveLength(1)
  expect(exported.readings[0]!.sealed.base64.length).toBeGreaterThan(100)
  expect(exported.blobs.length).toBeGreaterThan(0)
  expect(text).not.toContain('sinus')
})

test('what a browser lacks is said at the door; what is only welcome is not', async ({ page, context }) => {
  await page.goto(`${line.origin}/`)
  const found = () =>
    page.evaluate(
      () => (globalThis as unknown as { hinterlandDoor: { missing: string[] } }).hinterlandDoor.missing,
    )
  await expect.poll(found).toEqual([])
  await expect(page.locator('#door')).toHaveCount(0)

  const poor = await context.newPage()
  await poor.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('refused', 'SecurityError')
    }
  })
  await poor.goto(`${line.origin}/`)
  await expect(poor.getByRole('alertdialog')).toContainText('nothing can be kept here')
  await poor.getByRole('button', { name: /go on/ }).click()
  await expect(poor.getByRole('alertdialog')).toHaveCount(0)
})

async function firstVisit(page: Page): Promise<void> {
  await page.goto(`${line.origin}/`)
  await expect(page.locator('h1').first()).toBeVisible()
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated')
}

async function nextVersion(mark: string): Promise<string> {
  const folder = copyOfBuild()
  folders.push(folder)
  await makeNextVersion(folder, mark)
  return folder
}

/** From now on another server answers at the same address. */
async function serve(folder: string, ...options: string[]): Promise<void> {
  const other = await startHub(folder, ...options)
  otherHubs.push(other)
  line.target = other.origin
}

/** Looks for a new version and tells how its storing ended. */
function lookForUpdate(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready
    const found = new Promise<ServiceWorker>((resolve) => {
      registration.addEventListener(
        'updatefound',
        () => registration.installing && resolve(registration.installing),
      )
    })
    await registration.update()
    const worker = await found
    while (worker.state === 'installing')
      await new Promise((resolve) => worker.addEventListener('statechange', resolve))
    return worker.state
  })
}

function applyUpdate(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    const { waiting } = await navigator.serviceWorker.ready
    const { port1, port2 } = new MessageChannel()
    const answer = new Promise<boolean>((resolve) => {
      port1.onmessage = ({ data }: MessageEvent<{ applied: boolean }>) => resolve(data.applied)
    })
    waiting?.postMessage({ kind: 'apply-update' }, [port2])
    return answer
  })
}

function versionMark(page: Page): Promise<string | null> {
  return page.evaluate(
    () => document.querySelector('meta[name=version-mark]')?.getAttribute('content') ?? null,
  )
}

function installedVersions(page: Page, url: string): Promise<number> {
  return page.evaluate(async (path) => {
    const keys = await (await caches.open('hinterland-installed')).keys()
    return keys.filter((request) => new URL(request.url).pathname === path).length
  }, url)
}

function fileNamed(ending: string, group?: GroupId) {
  const groups = manifestOf(builtFolder).groups.filter(({ id }) => group === undefined || id === group)
  const file = groups.flatMap(({ files }) => files).find(({ url }) => url.endsWith(ending))
  if (!file) throw new Error(`no ${ending} in the build`)
  return file
}

function sentBytes(ending: string): number {
  return line.packedRequests
    .filter(({ url }) => url.endsWith(ending))
    .reduce((sum, { sentBytes: sent }) => sum + sent, 0)
}

async function stateOf(
  outcome: Promise<{ ok: true; value: InstallState } | { ok: false }>,
): Promise<InstallState> {
  const state = await outcome
  if (!state.ok) throw new Error('no state')
  return state.value
}
