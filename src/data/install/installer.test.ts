import { describe, expect, test } from 'vitest'
import type { Outcome } from '#domain/problem.ts'
import {
  emptyDevice,
  InstallLine,
  noise,
  publish,
  publishManifest,
} from '../../../tests/fixtures/install-line.ts'
import { Installer } from './installer.ts'
import type { InstallProgress } from './installer.ts'
import { chunkSizeBytes } from './partial-store.ts'

const weights = noise(900_000, 7)

function aServer() {
  const line = new InstallLine()
  const shared = publish(
    line,
    '/packs/p/1.0.0/pack.json',
    new TextEncoder().encode('{"shared":true}'.repeat(20)),
  )
  const model = publish(line, '/packs/p/1.0.0/model.onnx', weights)
  const runtime = publish(line, '/runtime/r.wasm', noise(300_000, 9))
  publishManifest(line, { shell: [], light: [shared], 'pack:ecg-p': [shared, model], 'ort-wasm': [runtime] })
  const device = emptyDevice(line)
  return { line, device, model, shared, runtime, installer: new Installer(device) }
}

function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.problem.code)
  return outcome.value
}

const codeOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'ok' : outcome.problem.code)

describe('installing a group', () => {
  test('brings every file, counts true bytes, and keeps them with the headers of the build', async () => {
    const { installer, device, model } = aServer()
    const seen: InstallProgress[] = []
    const state = valueOf(await installer.install('pack:ecg-p', (progress) => seen.push(progress)))
    const group = state.groups.find(({ id }) => id === 'pack:ecg-p')
    expect(group).toMatchObject({ status: 'installed', chosen: true })
    expect(seen.at(-1)).toMatchObject({
      doneBytes: group?.transferBytes,
      transferBytes: group?.transferBytes,
    })
    expect(seen.every((progress, i) => progress.doneBytes >= (seen[i - 1]?.doneBytes ?? 0))).toBe(true)
    const kept = await device.store.match(model)
    expect(kept?.headers.get('cross-origin-embedder-policy')).toBe('require-corp')
    expect(new Uint8Array((await kept?.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(weights)
  })

  test('fetches nothing that already stands', async () => {
    const { installer, line } = aServer()
    valueOf(await installer.install('pack:ecg-p', () => undefined))
    line.ranges.length = 0
    valueOf(await installer.install('pack:ecg-p', () => undefined))
    expect(line.ranges).toEqual([])
  })

  test('goes on after the last whole chunk when the line breaks', async () => {
    const { installer, line } = aServer()
    let breaks = 1
    line.disturb = (body, url) =>
      url.endsWith('model.onnx.gz') && breaks-- > 0
        ? { body: body.slice(0, 600_000), breaks: true }
        : { body, breaks: false }
    valueOf(await installer.install('pack:ecg-p', () => undefined))
    expect(line.ranges).toContain(`bytes=${2 * chunkSizeBytes}-`)
  })

  test('goes on with a new installer after the first was killed', async () => {
    const { installer, line, device, model } = aServer()
    line.disturb = (body, url) =>
      url.endsWith('model.onnx.gz') ? { body: body.slice(0, 300_000), breaks: true } : { body, breaks: false }
    const stopped = installer.install(
      'pack:ecg-p',
      ({ doneBytes }) => doneBytes > chunkSizeBytes && installer.cancel('pack:ecg-p'),
    )
    expect(codeOf(await stopped)).toBe('install-cancelled')
    const next = new Installer(device)
    const group = valueOf(await next.state()).groups.find(({ id }) => id === 'pack:ecg-p')
    expect(group?.status).toBe('partial')
    line.disturb = (body) => ({ body, breaks: false })
    line.ranges.length = 0
    valueOf(await next.install('pack:ecg-p', () => undefined))
    expect(line.ranges).toEqual([`bytes=${chunkSizeBytes}-`])
    expect(await device.store.has(model)).toBe(true)
  })

  test('gives up after some tries without a byte, pausing longer each time', async () => {
    const { installer, line } = aServer()
    line.disturb = (body, url) => (url === '/install.json' ? { body, breaks: false } : null)
    expect(codeOf(await installer.install('light', () => undefined))).toBe('install-network-lost')
    expect(line.pausesMs).toEqual([250, 500, 1000, 2000, 4000])
  })

  test('refuses a changed byte, keeps nothing of it, and takes the right bytes next time', async () => {
    const { installer, line, device, model } = aServer()
    line.disturb = (body, url) => {
      if (url.endsWith('model.onnx.gz')) body[body.byteLength >> 1]! ^= 1
      return { body, breaks: false }
    }
    expect(codeOf(await installer.install('pack:ecg-p', () => undefined))).toBe('install-hash-differs')
    expect(await device.store.has(model)).toBe(false)
    expect(await device.partials.sizes(model.sha256)).toEqual([])
    line.disturb = (body) => ({ body, breaks: false })
    expect(codeOf(await installer.install('pack:ecg-p', () => undefined))).toBe('ok')
  })

  test.each([
    ['longer', (packed: Uint8Array<ArrayBuffer>) => new Uint8Array([...packed, ...packed])],
    ['shorter', (packed: Uint8Array<ArrayBuffer>) => packed.slice(0, -9)],
    ['empty', () => new Uint8Array()],
  ])('gives up on a file that is %s on the server', async (_how, change) => {
    const { installer, line, device, model } = aServer()
    const url = `${model.url}.gz`
    line.files.set(url, change(line.files.get(url)!))
    const code = codeOf(await installer.install('pack:ecg-p', () => undefined))
    expect(['install-hash-differs', 'install-network-lost']).toContain(code)
    expect(await device.partials.sizes(model.sha256)).toEqual([])
  })

  test('takes all of it again from a server that knows no ranges', async () => {
    const { installer, line, device, model } = aServer()
    await device.partials.add(model.sha256, 0, line.files.get(`${model.url}.gz`)!.slice(0, chunkSizeBytes))
    const { fetch } = line
    line.fetch = (url, init) => fetch.call(line, url, { ...init, headers: {} })
    expect(codeOf(await installer.install('pack:ecg-p', () => undefined))).toBe('ok')
  })

  test('throws away what an earlier packing of the same file left behind', async () => {
    const { installer, device, model } = aServer()
    await device.partials.add(model.sha256, 0, noise(chunkSizeBytes, 99))
    expect(codeOf(await installer.install('pack:ecg-p', () => undefined))).toBe('ok')
  })

  test('says when the device is full, and keeps what came', async () => {
    const { installer, device, model } = aServer()
    device.caches.roomBytes = 2 * chunkSizeBytes + 10_000
    expect(codeOf(await installer.install('pack:ecg-p', () => undefined))).toBe('storage-full')
    expect(await device.partials.sizes(model.sha256)).toEqual([chunkSizeBytes, chunkSizeBytes])
  })

  test('says when the server has another version', async () => {
    const { installer, line } = aServer()
    line.files.delete('/packs/p/1.0.0/model.onnx.gz')
    expect(codeOf(await installer.install('pack:ecg-p', () => undefined))).toBe('install-file-missing')
  })

  test('knows no group that the build has not', async () => {
    const { installer } = aServer()
    expect(codeOf(await installer.install('pack:other', () => undefined))).toBe('install-group-unknown')
  })

  test('removing a group leaves what another one needs', async () => {
    const { installer, device, model, shared } = aServer()
    await installer.install('light', () => undefined)
    await installer.install('pack:ecg-p', () => undefined)
    const state = valueOf(await installer.remove('pack:ecg-p'))
    expect(await device.store.has(model)).toBe(false)
    expect(await device.store.has(shared)).toBe(true)
    expect(state.groups.find(({ id }) => id === 'pack:ecg-p')).toMatchObject({
      status: 'partial',
      chosen: false,
    })
    expect(state.groups.find(({ id }) => id === 'light')?.status).toBe('installed')
  })
})

describe('a file from a neighbour', () => {
  test('is taken plain or packed when its hash is known', async () => {
    const { installer, line, device, model, runtime } = aServer()
    expect(valueOf(await installer.installFromFile(weights)).url).toBe(model.url)
    expect(valueOf(await installer.installFromFile(line.files.get(`${runtime.url}.gz`)!)).url).toBe(
      runtime.url,
    )
    expect(await device.store.has(model)).toBe(true)
    expect(await device.store.has(runtime)).toBe(true)
  })

  test('is refused when it is anything else', async () => {
    const { installer } = aServer()
    const changed = weights.slice()
    changed[5]! ^= 1
    expect(codeOf(await installer.installFromFile(changed))).toBe('install-file-unknown')
    expect(codeOf(await installer.installFromFile(new Uint8Array()))).toBe('install-file-unknown')
  })
})
