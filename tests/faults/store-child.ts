import { openSqliteStore } from '../../src/hub/store/sqlite-store.ts'
import { idOf, WritingTablet } from '../../src/hub/store/facts.fixture.ts'

/*
 * Everything that a store does besides taking facts, all at once, until somebody kills it: `node store-child.ts FOLDER
 * ROUND`. Each answer is a line on stdout: `piece STREAM N TEXT`, `merged STREAM N`, `shelf N`, `erased SUBJECT`.
 */
const [folder, round] = process.argv.slice(2) as [string, string]
const store = await openSqliteStore(folder, { commitWindowMs: 1 })
const say = (line: string) => void process.stdout.write(`${line}\n`)
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text))

async function writeStream(name: string): Promise<never> {
  for (let i = 0; ; i++) {
    const text = `${round}.${i}`
    const [n] = await store.streams.append(name, [{ bytes: bytesOf(text), by: null, atMs: i }])
    say(`piece ${name} ${n} ${text}`)
    if (i % 7 !== 6) continue
    const pieces = await store.streams.read(name)
    const merged = pieces.map(({ bytes }) => Buffer.from(bytes).toString()).join(' ')
    await store.streams.replace(name, n!, { bytes: bytesOf(merged), by: null, atMs: i })
    say(`merged ${name} ${n}`)
  }
}

async function fillShelf(): Promise<never> {
  const shelf = store.shelf<number>('pair')
  for (let i = (shelf.get('left') ?? 0) + 1; ; i++) {
    await shelf.put({ left: i, right: i })
    say(`shelf ${i}`)
  }
}

async function eraseSome(): Promise<never> {
  const tablet = new WritingTablet(`round ${round}`)
  for (let i = 0; ; i++) {
    const subject = idOf(`${round} ${i}`)
    const text = `canary ${subject} ${'x'.repeat(3000)}`
    const write = () => tablet.writes({ scope: idOf('clinic'), subject, text })
    await store.facts.append([write(), write(), { ...write(), held: 'lease' }])
    await store.facts.erase(subject)
    say(`erased ${subject}`)
  }
}

say('ready')
await Promise.race([...['a', 'b', 'c', 'd'].map(writeStream), fillShelf(), eraseSome()])
