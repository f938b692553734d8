import type { HubRow } from '#data/keeper/databases.ts'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { PIECE_BYTES } from '../../src/contract/sync/blob.ts'
import { openBlobHub } from '../../src/hub/blobs/blobs.fixture.ts'
import { Clinic, HubProcess, LineProxy, networkTo } from './blobs/ground.ts'

const KIB = 1024
const MIB = PIECE_BYTES

let folder: string
let hub: HubProcess
let proxy: LineProxy
let clinic: Clinic

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hinterland-blob-faults-'))
  hub = await HubProcess.start(folder)
  proxy = await LineProxy.to(hub.port)
  clinic = await Clinic.found(() => proxy.origin, await hub.invite())
}, 60_000)
afterEach(() => {
  proxy.cuts = 0
  Object.assign(proxy.line, {
    cutAfterBytes: Infinity,
    cutAnswersAfterBytes: Infinity,
    deaf: false,
    alter: undefined,
  })
})
afterAll(async () => {
  proxy.close()
  await hub.kill()
  rmSync(folder, { recursive: true })
})

const film = (sizeBytes: number) => new Uint8Array(randomBytes(sizeBytes))
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const never = () => new AbortController().signal

/** Files of the hub that are these bytes, finished. */
function stored(bytes: Uint8Array, data = folder): string[] {
  return readdirSync(join(data, 'blobs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('incoming'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).equals(bytes))
}

/** Sends until nothing waits: what a tablet does round after round. */
async function sendAll(of: Clinic, rounds = 20): Promise<void> {
  const desk = await of.desk()
  for (let round = 0; round < rounds; round++) {
    await desk.run(never())
    if ((await desk.state()).waiting === 0) return
  }
  throw new Error(`${(await desk.state()).waiting} uploads are waiting still`)
}

/** Resolves when so much of what waits is at the hub. */
async function arrived(bytes: number): Promise<void> {
  const incoming = join(folder, 'blobs', 'incoming')
  for (;;) {
    const sizes = readdirSync(incoming).map(
      (name) => statSync(join(incoming, name), { throwIfNoEntry: false })?.size,
    )
    if (sizes.some((size) => (size ?? 0) >= bytes)) return
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

test('a film whose line is cut every 64 KiB arrives whole, and hardly a byte is sent twice', async () => {
  const bytes = film(5 * MIB)
  await clinic.keepFilm(bytes)
  proxy.line.cutAfterBytes = 64 * KIB
  proxy.sentBytes = 0
  await sendAll(clinic, 200)
  expect(proxy.cuts).toBeGreaterThan(75)
  expect(stored(bytes)).toHaveLength(1)
  expect(proxy.sentBytes).toBeLessThan(1.2 * bytes.length)
}, 60_000)

test('a hub that is killed in the middle goes on from what it had', async () => {
  const bytes = film(6 * MIB)
  await clinic.keepFilm(bytes)
  proxy.sentBytes = 0
  const sending = sendAll(clinic)
  for (const reached of [1.5 * MIB, 3 * MIB, 4.5 * MIB]) {
    await arrived(reached)
    await hub.kill()
    hub = await HubProcess.start(folder, hub.port)
  }
  await sending
  expect(stored(bytes)).toHaveLength(1)
  expect(proxy.sentBytes).toBeLessThan(2 * bytes.length)
}, 60_000)

test('a tablet that is killed in the middle goes on from what the hub has', async () => {
  const bytes = film(6 * MIB)
  await clinic.keepFilm(bytes)
  proxy.sentBytes = 0
  const dying = new AbortController()
  const sending = (await clinic.desk()).run(dying.signal)
  await arrived(2 * MIB)
  proxy.line.deaf = true
  dying.abort()
  await sending
  await clinic.restart()
  proxy.line.deaf = false
  await sendAll(clinic)
  expect(stored(bytes)).toHaveLength(1)
  expect(proxy.sentBytes).toBeLessThan(1.5 * bytes.length)
}, 60_000)

test('a line that goes deaf is given up and taken up again', async () => {
  const bytes = film(3 * MIB)
  await clinic.keepFilm(bytes)
  proxy.sentBytes = 0
  proxy.line.alter = (_passed, before) => {
    if (before < 1.5 * MIB) return
    proxy.line.deaf = true
    proxy.line.alter = undefined
    setTimeout(() => (proxy.line.deaf = false), 300)
  }
  await sendAll(clinic)
  expect(stored(bytes)).toHaveLength(1)
}, 60_000)

test('a piece that the line altered is refused and sent again', async () => {
  const bytes = film(3 * MIB)
  await clinic.keepFilm(bytes)
  let altered = 0
  proxy.sentBytes = 0
  proxy.line.alter = (passed, before) => {
    if (before < 1.5 * MIB || altered > 0 || passed.length < 10_000) return
    passed[5000]! ^= 1
    altered++
  }
  await sendAll(clinic)
  expect(altered).toBe(1)
  expect(stored(bytes)).toHaveLength(1)
  expect(proxy.sentBytes).toBeLessThan(1.8 * bytes.length)
}, 60_000)

test('two tablets with the same film send it once', async () => {
  const bytes = film(2 * MIB + 100)
  const second = await Clinic.join(() => proxy.origin, await hub.invite(clinic.scope), clinic.subject)
  await clinic.keepFilm(bytes)
  await second.keepFilm(bytes)
  proxy.sentBytes = 0
  await sendAll(clinic)
  await sendAll(second)
  expect(stored(bytes)).toHaveLength(1)
  expect(proxy.sentBytes).toBeLessThan(1.2 * bytes.length)
}, 60_000)

test('another tablet of the clinic fetches what it does not have, checks it, and has it from then on', async () => {
  const bytes = film(2 * MIB + 100)
  const hash = await clinic.keepFilm(bytes)
  await sendAll(clinic)
  const second = await Clinic.join(() => proxy.origin, await hub.invite(clinic.scope), clinic.subject)
  const fetched = await second.keeper.blob(clinic.subject, hash)
  expect(fetched.ok && sha256(fetched.value)).toBe(hash)
  proxy.line.deaf = true
  const again = await second.keeper.blob(clinic.subject, hash)
  expect(again.ok && sha256(again.value)).toBe(hash)
}, 60_000)

test('a fetch whose line breaks again and again goes on behind what came', async () => {
  const bytes = film(3 * MIB)
  const hash = await clinic.keepFilm(bytes)
  await sendAll(clinic)
  const second = await Clinic.join(() => proxy.origin, await hub.invite(clinic.scope), clinic.subject)
  proxy.line.cutAnswersAfterBytes = 500 * KIB
  proxy.answeredBytes = 0
  const fetched = await (await second.desk()).fetchBlob(clinic.subject, hash)
  expect(fetched.ok && sha256(fetched.value)).toBe(hash)
  expect(proxy.cuts).toBeGreaterThan(5)
  expect(proxy.answeredBytes).toBeLessThan(1.2 * bytes.length)
}, 60_000)

test('what the hub has no room for is said in words, and the rest goes on', async () => {
  const small = film(1000)
  const strict = await openBlobHub(join(folder, 'strict'), { limits: { blobBytesMax: MIB } })
  const of = await Clinic.found(() => strict.origin, await strict.invite())
  await of.keepFilm(film(MIB + 1))
  await of.keepFilm(small)
  const desk = await of.desk()
  await desk.run(never())
  expect(await desk.state()).toMatchObject({
    waiting: 1,
    problem: { code: 'blob-too-large', details: { sizeMb: 2, mostMb: 1 } },
  })
  expect(stored(small, join(folder, 'strict'))).toHaveLength(1)
  await strict.close()
}, 60_000)

test('somebody whose lease has ended is told so, and nothing of theirs is taken', async () => {
  let aheadMs = 0
  const later = await openBlobHub(join(folder, 'later'), { nowMs: () => Date.now() + aheadMs })
  const of = await Clinic.found(() => later.origin, await later.invite())
  const bytes = film(1000)
  await of.keepFilm(bytes)
  aheadMs = 91 * 24 * 3_600_000
  const desk = await of.desk()
  await desk.run(never())
  expect(await desk.state()).toMatchObject({ waiting: 1, problem: { code: 'blob-lease-ended' } })
  expect(stored(bytes, join(folder, 'later'))).toHaveLength(0)
  await later.close()
}, 60_000)

test('a hub that was restored from before a film came gets it again', async () => {
  const bytes = film(MIB)
  await clinic.keepFilm(bytes)
  await sendAll(clinic)
  const { db } = clinic.tablet.running.room.ground
  await hub.kill()
  for (const file of stored(bytes)) rmSync(file)
  hub = await HubProcess.start(folder, hub.port)
  await sendAll(clinic)
  expect(stored(bytes)).toHaveLength(0)
  // As the replica writes it when a hub answers with another epoch.
  const known = (await db.meta.get('hub')) as HubRow
  await db.meta.put({ ...known, hubEpoch: 'restored' })
  await sendAll(clinic)
  expect(stored(bytes)).toHaveLength(1)
}, 60_000)

test('the recording of a reading that stands on a chart goes up, that of another does not', async () => {
  const [ofChart, ofNobody] = [film(120 * KIB), film(120 * KIB)]
  await clinic.keepReading(ofChart, clinic.subject)
  await clinic.keepReading(ofNobody, null)
  await sendAll(clinic)
  expect([stored(ofChart).length, stored(ofNobody).length]).toEqual([1, 0])
}, 60_000)

test('every file of a film on a chart goes up, and another tablet brings the film whole and signs on', async () => {
  const files = Array.from({ length: 12 }, (_, i) => film(i === 0 ? 600 * KIB : 20 * KIB))
  const kept = await clinic.keepStudy(files)
  await sendAll(clinic)
  expect(files.map((bytes) => stored(bytes).length)).toEqual(files.map(() => 1))
  await clinic.keeper.replica.syncNow()

  const other = await Clinic.join(() => proxy.origin, await hub.invite(clinic.scope), clinic.subject)
  const told: string[] = []
  const brought = await other.keeper.films.bring(clinic.subject, kept.id, (done, whole) => {
    told.push(`${done}/${whole}`)
  })
  expect(brought).toMatchObject({
    ok: true,
    value: { id: kept.id, summary: kept.summary, marks: kept.marks },
  })
  expect(told.at(-1)).toBe('12/12')
  const opened = await other.keeper.films.open(kept.id)
  expect(opened.ok && opened.value.files.map(({ bytes }) => bytes)).toEqual(files)
  const blobs = other.tablet.files.paths.filter((path) => path.includes('/blobs/'))
  expect(blobs).toHaveLength(12)
  // What was brought says the same: only what is written on there is stated anew.
  const seen = brought.ok ? brought.value : kept
  const { unsent } = await other.keeper.state()
  const same = await other.keeper.films.revise(seen, seen)
  expect((await other.keeper.state()).unsent).toBe(unsent)
  const report = { ...seen.report, impression: '复查' }
  const outcome = await other.keeper.films.revise(same.ok ? same.value : seen, { ...seen, report })
  expect(outcome).toMatchObject({ ok: true })
  expect((await other.keeper.state()).unsent).toBe(unsent + 1)
}, 60_000)

test('a film whose file the hub has not yet got is not begun on another tablet', async () => {
  await clinic.keeper.replica.pauseUploads(true)
  const kept = await clinic.keepStudy([film(1000), film(1000)])
  await clinic.keeper.replica.syncNow()
  const other = await Clinic.join(() => proxy.origin, await hub.invite(clinic.scope), clinic.subject)
  const brought = await other.keeper.films.bring(clinic.subject, kept.id)
  expect(brought).toMatchObject({ ok: false, problem: { code: 'blob-elsewhere' } })
  expect(await other.keeper.films.list()).toEqual([])
  // The tablet is everybody's in this file.
  await clinic.keeper.replica.pauseUploads(false)
  await sendAll(clinic)
}, 60_000)

test('a tablet of another clinic is given nothing', async () => {
  const bytes = film(1000)
  const hash = await clinic.keepFilm(bytes)
  await sendAll(clinic)
  const stranger = await Clinic.found(() => proxy.origin, await hub.invite())
  const asked = await (await stranger.desk()).fetchBlob(stranger.subject, hash)
  expect(asked).toMatchObject({ ok: false, problem: { code: 'blob-elsewhere' } })
  const path = `/api/blobs/by-hash/${clinic.scope}/${hash}`
  const { line } = (await stranger.tablet.running.room.together()).replica
  expect((await line.fetch(path, { method: 'GET', unsignedBody: true })).status).toBe(403)
}, 60_000)

test('on a line that is paid by volume recordings and previews go, originals wait', async () => {
  const preview = film(100 * KIB)
  const original = film(MIB)
  await clinic.keepFilm(original)
  await clinic.keepFilm(preview)
  clinic.tablet.network = networkTo(() => proxy.origin, true)
  const desk = await clinic.desk()
  await desk.run(never())
  expect([stored(preview).length, stored(original).length]).toEqual([1, 0])
  expect(await desk.state()).toMatchObject({ waiting: 1, waitsForWifi: 1, paused: false })
  await clinic.keeper.replica.setDataSaver('off')
  await desk.run(never())
  expect(stored(original)).toHaveLength(1)
}, 60_000)

test('what is paused stays where it is and goes on from there', async () => {
  const bytes = film(2 * MIB)
  await clinic.keepFilm(bytes)
  await clinic.keeper.replica.pauseUploads(true)
  const desk = await clinic.desk()
  await desk.run(never())
  expect(await desk.state()).toMatchObject({
    waiting: 1,
    paused: true,
    doneBytes: 0,
    totalBytes: bytes.length,
  })
  expect(stored(bytes)).toHaveLength(0)
  await clinic.keeper.replica.pauseUploads(false)
  await sendAll(clinic)
  expect(stored(bytes)).toHaveLength(1)
}, 60_000)
