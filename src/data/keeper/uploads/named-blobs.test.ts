import { expect, test } from 'vitest'
import type { Fact, FactBody } from '#domain/record/fact.ts'
import { blobsNamedIn } from './named-blobs.ts'

function fact(kind: string, body: FactBody | null, subject: string | null = 'child'): Fact {
  const header = { kind, scope: 'clinic', ...(subject ? { subject } : {}) }
  return { id: 'x', header: header as Fact['header'], body }
}

const file = (sizeBytes: number) => ({
  name: 'a',
  sha256: 'a'.repeat(64),
  sizeBytes,
  mediaType: 'image/jpeg',
})

test('a reading of an ECG names its recording', () => {
  const recording = [{ name: 'ecg.dat', sha256: 'b'.repeat(64), sizeBytes: 120_000 }]
  expect(blobsNamedIn(fact('ecg-reading', { value: { recording } }))).toEqual([
    { scope: 'clinic', subject: 'child', sha256: 'b'.repeat(64), sizeBytes: 120_000, priority: 1 },
  ])
})

test('of a study thumbnails come first, previews then, originals last', () => {
  const files = [file(8_000_000), file(20_000), file(400_000)]
  const named = blobsNamedIn(fact('image-study', { value: { files } }))
  expect(named.map(({ priority }) => priority)).toEqual([2, 0, 1])
})

test.each([
  ['was erased', fact('image-study', null)],
  ['was withdrawn', fact('ecg-reading', { reason: { code: 'wrong-person', text: '' } })],
  ['speaks of nobody', fact('image-study', { value: { files: [file(1)] } }, null)],
  ['is of another kind', fact('note', { value: { files: [file(1)] } })],
])('a fact that %s names none', (_, given) => {
  expect(blobsNamedIn(given)).toEqual([])
})
