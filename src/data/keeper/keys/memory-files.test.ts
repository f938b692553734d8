import { beforeEach, expect, test } from 'vitest'
import { memoryFiles, type MemoryFiles } from './memory-files.ts'

let files: MemoryFiles
beforeEach(() => {
  files = memoryFiles()
})

const some = Uint8Array.of(1, 2, 3)

test('a file is what was written last, whole', async () => {
  await files.write('a/b/c', Uint8Array.of(9, 9, 9, 9))
  await files.write('a/b/c', some)
  expect(await files.read('a/b/c')).toEqual(some)
  expect(await files.sizeBytes('a/b/c')).toBe(3)
})

test('a part of a file ends where the file ends', async () => {
  await files.write('a', Uint8Array.of(0, 1, 2, 3))
  expect(await files.readRange('a', 1, 3)).toEqual(Uint8Array.of(1, 2))
  expect(await files.readRange('a', 2, 9)).toEqual(Uint8Array.of(2, 3))
  expect(await files.readRange('b', 0, 1)).toBeNull()
})

test('what is not there is null, and removed already', async () => {
  expect(await files.read('a')).toBeNull()
  expect(await files.sizeBytes('a')).toBeNull()
  await expect(files.remove('a')).resolves.toBeUndefined()
})

test('overwriting keeps the length, and makes no file', async () => {
  await files.write('a', some)
  await files.overwrite('a', Uint8Array.of(4, 5, 6))
  expect(await files.read('a')).toEqual(Uint8Array.of(4, 5, 6))
  await expect(files.overwrite('a', Uint8Array.of(4))).rejects.toThrow('no file of 1 bytes')
  await expect(files.overwrite('b', some)).rejects.toThrow('no file')
})

test('a folder lists its own files alone', async () => {
  for (const path of ['a/z', 'a/b', 'a/c/d', 'ab/e', 'f']) await files.write(path, some)
  expect(await files.list('a')).toEqual(['b', 'z'])
  expect(await files.list('nothing')).toEqual([])
})

test('what was read or given is a copy', async () => {
  const given = some.slice()
  await files.write('a', given)
  given.fill(0)
  ;(await files.read('a'))!.fill(0)
  expect(await files.read('a')).toEqual(some)
})

test('the operation that shall fail fails, once, before or after it was done', async () => {
  files.failOperation(2)
  await files.write('a', some)
  await expect(files.write('b', some)).rejects.toThrow('the disk failed')
  expect(files.paths).toEqual(['a'])
  files.failOperation(1, 'after', new DOMException('full', 'QuotaExceededError'))
  await expect(files.write('b', some)).rejects.toThrow('full')
  expect(files.paths).toEqual(['a', 'b'])
})
