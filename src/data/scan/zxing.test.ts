import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { encode } from 'uqr'
import { cardText } from './scanned.ts'
import { createCodeReader, ZXING_FOLDER } from './zxing.ts'

const SUBJECT = 'b3-Kx_92fQ8sD1mZ0aVwYg'

async function fromModules(url: string): Promise<Uint8Array<ArrayBuffer>> {
  expect(url).toBe(`${ZXING_FOLDER}zxing_reader.wasm`)
  const path = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')
  return new Uint8Array(await readFile(path))
}

/** A picture file as simple as there is one: portable grey map, dark squares of 4 pixels. */
function greyMap(text: string): Uint8Array<ArrayBuffer> {
  const { data, size } = encode(text, { border: 4 })
  const scale = 4
  const side = size * scale
  const head = new TextEncoder().encode(`P5\n${side} ${side}\n255\n`)
  const bytes = new Uint8Array(head.length + side * side)
  bytes.set(head)
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      bytes[head.length + y * side + x] = data[Math.floor(y / scale)]![Math.floor(x / scale)] ? 0 : 255
  return bytes
}

test('the code on our own paper is read back from a picture of it', async () => {
  const reader = createCodeReader(fromModules)
  expect(await reader.picture(greyMap(cardText(SUBJECT)))).toEqual([cardText(SUBJECT)])
})

test('bytes that are no picture hold no code', async () => {
  const reader = createCodeReader(fromModules)
  expect(await reader.picture(new TextEncoder().encode('no picture at all'))).toEqual([])
})

test('a decoder that could not be fetched is asked for again', async () => {
  let offline = true
  const reader = createCodeReader((url) =>
    offline ? Promise.reject(new Error('not installed')) : fromModules(url),
  )
  await expect(reader.picture(greyMap('A1'))).rejects.toThrow('not installed')
  offline = false
  expect(await reader.picture(greyMap('A1'))).toEqual(['A1'])
})

test('what is far too large for a picture is not looked at', async () => {
  const reader = createCodeReader(() => Promise.reject(new Error('asked for the decoder')))
  expect(await reader.picture(new Uint8Array(40_000_001))).toEqual([])
})
