import { beforeEach, describe, expect, test } from 'vitest'
import type { FilmFile } from '../imaging/film-intake.ts'
import type { KeptFilm } from '../imaging/film-store.ts'
import { FILM, filmFiles } from './film.fixture.ts'
import { PASSPHRASE, PLAN, TestTablet } from './keeper.fixture.ts'
import type { Keeper } from './keeper.ts'

let tablet: TestTablet
let keeper: Keeper

beforeEach(async () => {
  tablet = new TestTablet()
  keeper = await tablet.start()
})

async function kept(files: readonly FilmFile[]): Promise<KeptFilm> {
  const outcome = await keeper.films.keep(FILM, files)
  if (!outcome.ok) throw new Error(outcome.problem.message)
  return outcome.value
}

const blobs = () => tablet.files.paths.filter((path) => path.includes('/blobs/'))

async function reopened(): Promise<void> {
  keeper = await tablet.start()
  const [user] = (await keeper.state()).users
  if (user) expect(await keeper.unlock(user.key, { passphrase: PASSPHRASE })).toMatchObject({ ok: true })
}

async function bytesOf(id: string): Promise<Uint8Array[]> {
  const opened = await keeper.films.open(id)
  if (!opened.ok) throw new Error(opened.problem.message)
  return opened.value.files.map(({ bytes }) => bytes)
}

test('hundreds of files are kept one by one, in order, and open to the byte after a restart', async () => {
  await keeper.createClinic(PLAN)
  const files = filmFiles(300)
  const told: number[] = []
  const outcome = await keeper.films.keep(FILM, files, (done) => told.push(done))
  expect(told).toEqual(files.map((_, i) => i + 1))
  await reopened()
  const opened = await keeper.films.open(outcome.ok ? outcome.value.id : '', (done) => told.push(done))
  expect(opened.ok && opened.value.files).toEqual(files)
  expect(told).toHaveLength(600)
})

test('what lies on the disk tells nothing of the film', async () => {
  await keeper.createClinic(PLAN)
  await kept([{ name: '石建国.dcm', bytes: new TextEncoder().encode('PatientName 石建国 '.repeat(50)) }])
  const rows = await tablet.running.room.ground.db.films.toArray()
  const sealed = [rows[0]!.sealed, (await tablet.files.read(blobs()[0]!))!]
  for (const bytes of sealed) expect(new TextDecoder().decode(bytes)).not.toContain('石建国')
  await keeper.lock()
  await expect(keeper.films.list()).rejects.toThrow('locked')
})

test('files are asked for one at a time, the next when the last one lies on the disk', async () => {
  const files = filmFiles(5)
  const asked: number[] = []
  const next = async (i: number) => {
    asked.push(i)
    expect(blobs()).toHaveLength(i)
    return files[i]!
  }
  const outcome = await keeper.films.keepFrom(FILM, 5, next, () => undefined)
  expect(asked).toEqual([0, 1, 2, 3, 4])
  const { id } = outcome.ok ? outcome.value : { id: '' }
  expect(await keeper.films.file(id, 3)).toEqual({ ok: true, value: files[3] })
  expect(await keeper.films.file(id, 5)).toMatchObject({ problem: { code: 'film-gone' } })
})

test('the same file in two films lies on the disk once, and stays while one of them is there', async () => {
  const [one, two] = [filmFiles(1), filmFiles(1)]
  const first = await kept([...one, ...two])
  const second = await kept(one)
  expect(blobs()).toHaveLength(2)
  await keeper.films.remove(first.id)
  tablet.nowMs += 1000
  expect(await keeper.films.purge(tablet.nowMs)).toBe(1)
  expect(blobs()).toHaveLength(1)
  expect(await bytesOf(second.id)).toEqual([one[0]!.bytes])
})

test('a state that another window has changed is not overwritten', async () => {
  const film = await kept(filmFiles(1))
  expect(await keeper.films.revise(film, { ...film, finished: false })).toMatchObject({ ok: true })
  expect(await keeper.films.revise(film, film)).toMatchObject({ problem: { code: 'film-changed' } })
})

test('a file that was altered on the disk is said to be damaged; the list still has the film', async () => {
  const film = await kept(filmFiles(2))
  const path = blobs()[0]!
  const bytes = (await tablet.files.read(path))!
  await tablet.files.write(
    path,
    bytes.map((byte, i) => (i === 300 ? byte ^ 1 : byte)),
  )
  expect(await keeper.films.open(film.id)).toMatchObject({ problem: { code: 'film-damaged' } })
  expect(await keeper.films.list()).toMatchObject([{ id: film.id }])
})

test('films kept before there was a clinic come along into it', async () => {
  const files = filmFiles(3)
  const film = await kept(files)
  await keeper.createClinic(PLAN)
  await reopened()
  expect(await bytesOf(film.id)).toEqual(files.map(({ bytes }) => bytes))
  expect(blobs()).toHaveLength(3)
})

test('a backup carries films to another tablet; a backup from before there were films restores as well', async () => {
  await keeper.createClinic(PLAN)
  const files = filmFiles(4)
  const film = await kept(files)
  const sheet = await keeper.newRecoverySheet()
  const code = sheet.ok ? sheet.value.groups.join('') : ''
  const saved = await keeper.exportSealed(() => undefined)
  const key = (await keeper.state()).user!.key
  tablet = new TestTablet()
  keeper = await tablet.start()
  const bytes = saved.ok ? saved.value.bytes : new Uint8Array()
  const user = { key, passphrase: 'a new lamp 在 the attic' }
  expect(await keeper.restore(bytes, code, user)).toMatchObject({ ok: true })
  expect(await bytesOf(film.id)).toEqual(files.map(({ bytes }) => bytes))
})

test('a wipe ends films and their bytes', async () => {
  await keeper.createClinic(PLAN)
  await kept(filmFiles(3))
  await keeper.wipe()
  expect(blobs()).toEqual([])
  expect(await tablet.running.room.ground.db.films.count()).toBe(0)
})

describe('what is cut in the middle', () => {
  test('a tab that is killed keeps no film; what it left is ended at the next clearing away', async () => {
    const files = filmFiles(10)
    let die: (cause: Error) => void = () => undefined
    const stuck = new Promise<never>((_, reject) => (die = reject))
    const next = (i: number) => (i < 7 ? Promise.resolve(files[i]!) : stuck)
    const keeping = keeper.films.keepFrom(FILM, 10, next, () => undefined)
    await expect.poll(() => blobs().length).toBe(7)
    expect(await keeper.films.list()).toEqual([])
    // While the window lives, nobody clears away what it is keeping.
    await keeper.films.purge(tablet.nowMs)
    expect(blobs()).toHaveLength(7)
    die(new Error('killed'))
    await expect(keeping).rejects.toThrow('killed')
    keeper = await tablet.start()
    await keeper.films.purge(tablet.nowMs)
    expect(blobs()).toEqual([])
    expect(await keeper.films.list()).toEqual([])
  })

  test('files that nobody names are ended once, at the first clearing away after a start', async () => {
    const film = await kept(filmFiles(2))
    await tablet.files.write(`${blobs()[0]!.slice(0, -3)}xyz`, new Uint8Array(10))
    expect(blobs()).toHaveLength(3)
    await reopened()
    await keeper.films.purge(0)
    expect(blobs()).toHaveLength(2)
    expect(await bytesOf(film.id)).toHaveLength(2)
  })

  test.each(['before', 'after'] as const)(
    'a disk that is full %s any file of a film keeps nothing of it, and says so',
    async (how) => {
      for (let nth = 1; nth <= 8; nth += 2) {
        tablet = new TestTablet()
        keeper = await tablet.start()
        await kept(filmFiles(1))
        tablet.files.failOperation(nth, how, new DOMException('The disk is full.', 'QuotaExceededError'))
        const outcome = await keeper.films.keep(FILM, filmFiles(6)).catch(() => ({ ok: false as const }))
        expect(await keeper.films.list()).toHaveLength(outcome.ok ? 2 : 1)
        keeper = await tablet.start()
        for (const { id } of await keeper.films.list()) await bytesOf(id)
        await keeper.films.purge(0)
        expect(blobs()).toHaveLength(outcome.ok ? 7 : 1)
      }
    },
  )
})
