import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { ROOM_TEXT } from '../../src/contract/sync/room-name.ts'
import { TestPage, until } from '../../src/data/keeper/rooms/page.fixture.ts'
import { seededRandom } from '../../src/domain/evaluation/bootstrap.ts'
import { RoomBench, sure, type BenchTablet } from '../../src/hub/rooms/rooms.fixture.ts'
import { openSqliteStore } from '../../src/hub/store/sqlite-store.ts'

const CHILD = fileURLToPath(new URL('hub-child.ts', import.meta.url))
const SEED = 20
const ROUNDS = 5
/** After both have something new at the hub. */
const KILLED_WITHIN_MS = 400

/** Somebody who writes words, and remembers which of them were shown as "at the hub". */
class Author {
  readonly page: TestPage
  readonly shown = new Set<string>()
  readonly #name: string
  #words: string[] = []
  #count = 0
  #writing = false

  constructor(name: string, page: TestPage) {
    this.#name = name
    this.page = page
    const { events } = page
    const heard = events.push.bind(events)
    events.push = (event) => {
      // "At the hub" speaks for everything that had been kept by then.
      if (event.is === 'saved' && event.saved === 'hub') for (const word of this.#words) this.shown.add(word)
      return heard(event)
    }
  }

  start(random: () => number): void {
    this.#writing = true
    const write = async () => {
      while (this.#writing) {
        const word = `${this.#name}${++this.#count}`
        const text = this.page.text
        // Between words, at a place that is somebody's.
        const at = text.lastIndexOf(' ', Math.floor(random() * text.length)) + 1
        const kept = this.page.type(`${word} `, at)
        await kept
        this.#words = [...this.#words, word]
        await new Promise((go) => setTimeout(go, 5 + random() * 20))
      }
    }
    void write()
  }

  stop(): void {
    this.#writing = false
  }

  get written(): number {
    return this.#count
  }
}

async function startHub(folder: string): Promise<{ child: ChildProcess; origin: string }> {
  const child = spawn(process.execPath, [CHILD, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const origin = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => {
      const found = /^http\S+/.exec(String(text))?.[0]
      if (found) resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`the hub ended at its start with ${code}`)))
  })
  return { child, origin }
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((go) => child.once('exit', go))
  child.kill('SIGKILL')
  await ended
}

/** The text as it lies on the disk of a hub that nobody runs. */
async function textOnDisk(folder: string, room: string): Promise<string> {
  const store = await openSqliteStore(folder)
  const document = new Y.Doc()
  for (const { bytes } of await store.streams.read(`room/${room}`)) Y.applyUpdate(document, bytes)
  await store.close()
  return document.getText(ROOM_TEXT).toString()
}

const missing = (text: string, words: Iterable<string>) => {
  const there = new Set(text.split(' '))
  return [...words].filter((word) => !there.has(word))
}

test('no word that was shown as at the hub is lost by five kills, and both tablets end with one text', async () => {
  const random = seededRandom(SEED)
  const bench = await RoomBench.open()
  const one = await bench.found()
  const two = await bench.join(one, '李强')
  const tablets: readonly BenchTablet[] = [one, two]
  await bench.hub.close()
  let running = await startHub(bench.folder)
  bench.elsewhere = running.origin

  const subject = await one.person()
  const room = sure(await one.keeper.rooms.create({ kind: 'consult', subject, title: 'Killed' }))
  const first = await TestPage.open(one.keeper.rooms, room)
  await first.type('begin ')
  await until(() => first.saved === 'hub', 'at the hub')
  await until(async () => (await two.keeper.rooms.list()).some((line) => line.room === room), 'listed')
  const authors = [new Author('a', first), new Author('b', await TestPage.open(two.keeper.rooms, room))]
  await until(() => authors[1]!.page.text === 'begin ', 'both in')
  for (const author of authors) author.start(random)

  for (let round = 1; round <= ROUNDS; round++) {
    const before = authors.map(({ shown }) => shown.size)
    await until(() => authors.every(({ shown }, i) => shown.size > before[i]!), `round ${round}`, 30_000)
    await new Promise((go) => setTimeout(go, random() * KILLED_WITHIN_MS))
    await kill(running.child)
    const shown = authors.flatMap((author) => [...author.shown])
    expect(missing(await textOnDisk(bench.folder, room), shown), `seed ${SEED}, round ${round}`).toEqual([])
    running = await startHub(bench.folder)
    bench.elsewhere = running.origin
    for (const { line } of tablets) line.mend()
  }
  for (const author of authors) author.stop()
  const [a, b] = authors.map(({ page }) => page)
  await until(() => a!.saved === 'hub' && b!.saved === 'hub' && a!.text === b!.text, 'one text', 30_000)
  await kill(running.child)

  const words = authors.flatMap((author) => [...author.shown])
  expect(words.length).toBeGreaterThan(100)
  expect(words.length).toBe(authors.reduce((sum, { written }) => sum + written, 0))
  expect(missing(a!.text, words)).toEqual([])
  expect(await textOnDisk(bench.folder, room)).toBe(a!.text)
  // Each word once: nothing that was sent again came twice.
  expect(a!.text.trim().split(' ').length).toBe(words.length + 1)
  await bench.close()
}, 240_000)
