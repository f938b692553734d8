import { expect, test } from 'vitest'
import { unzip, zipStored } from './zip.ts'

const MEGABYTE = 1024 * 1024
const bytesOf = (text: string) => new TextEncoder().encode(text)
const all = () => true

/** An archive of one deflated entry that claims the size of what it holds packed. */
async function deflated(content: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([content]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  const packed = new Uint8Array(await new Response(stream).arrayBuffer())
  const bytes = new Uint8Array(zipStored([{ name: 'a', bytes: packed }]))
  const directory = bytes.length - 22 - 46 - 1
  new DataView(bytes.buffer).setUint16(directory + 10, 8, true)
  return bytes
}

test('what was put in comes out', async () => {
  const entries = [
    { name: 'xl/工作簿.xml', bytes: bytesOf('<a/>') },
    { name: 'empty', bytes: bytesOf('') },
  ]
  expect(await unzip(new Uint8Array(zipStored(entries)), all, 100)).toEqual({ ok: true, value: entries })
  const packed = await deflated(bytesOf('汉字'.repeat(1000)))
  const outcome = await unzip(packed, all, MEGABYTE)
  expect(outcome.ok && new TextDecoder().decode(outcome.value[0]!.bytes)).toBe('汉字'.repeat(1000))
})

test('only what is wanted is unpacked', async () => {
  const names = ['a', 'b'].map((name) => ({ name, bytes: bytesOf(name) }))
  const outcome = await unzip(new Uint8Array(zipStored(names)), (name) => name === 'b', 100)
  expect(outcome.ok && outcome.value.map(({ name }) => name)).toEqual(['b'])
})

test('an archive that unpacks without end is stopped, whatever size it claims', async () => {
  const bomb = await deflated(new Uint8Array(8 * MEGABYTE))
  expect(bomb.length).toBeLessThan(MEGABYTE / 50)
  const outcome = await unzip(bomb, all, MEGABYTE)
  expect(outcome.ok ? null : outcome.problem.code).toBe('roster-unpacks-too-large')
  expect((await unzip(bomb, all, 9 * MEGABYTE)).ok).toBe(true)
})

test('the bound counts all entries together', async () => {
  const entries = ['a', 'b', 'c'].map((name) => ({ name, bytes: new Uint8Array(400) }))
  const outcome = await unzip(new Uint8Array(zipStored(entries)), all, 1000)
  expect(outcome.ok ? null : outcome.problem.code).toBe('roster-unpacks-too-large')
})

test.each([
  ['nothing', new Uint8Array()],
  ['no archive', bytesOf('姓名,性别\n'.repeat(100))],
  ['the end of an archive alone', new Uint8Array(zipStored([{ name: 'a', bytes: bytesOf('a') }])).slice(-40)],
])('%s is damaged', async (_, bytes) => {
  const outcome = await unzip(bytes, all, 100)
  expect(outcome.ok ? null : outcome.problem.code).toBe('roster-damaged')
})
