import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SEGMENT_FACTS } from '#contract/sync/segment.ts'
import { idOf, WritingTablet } from '../facts.fixture.ts'
import { openSqliteStore } from '../sqlite-store.ts'

const CANARY = 'canary-of-somebody-who-is-erased'

/** Names of files of a folder in which the text stands, in clear. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(text))
    .map(({ name }) => name)
}

test('what was erased stands in no file of the hub any more: database, journal, segments, after a crash too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hub-erase-'))
  const store = await openSqliteStore(folder, { commitWindowMs: 0 })
  const tablet = new WritingTablet('Hua')
  const [scope, subject, other] = ['clinic', 'Li', 'Wang'].map(idOf) as [string, string, string]
  const about = (whom: string, text: string) => tablet.writes({ scope, subject: whom, text })
  await store.facts.append(Array.from({ length: 50 }, () => about(subject, `${CANARY} ${'x'.repeat(2000)}`)))
  await store.facts.append([{ ...about(subject, CANARY), held: 'lease' }])
  await store.facts.append(Array.from({ length: 60 }, () => about(other, 'stays')))
  expect(filesWith(folder, CANARY)).not.toEqual([])
  expect(filesWith(folder, 'stays')).not.toEqual([])
  await store.facts.erase(subject)
  expect(filesWith(folder, CANARY)).toEqual([])
  expect(filesWith(folder, 'stays')).not.toEqual([])
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

test('a segment file that no row names is gone after the next start, and a lost or cut one is made again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hub-sweep-'))
  const store = await openSqliteStore(folder, { commitWindowMs: 0 })
  const tablet = new WritingTablet('Hua')
  const scope = idOf('clinic')
  await store.facts.append(
    Array.from({ length: SEGMENT_FACTS }, (_, i) => tablet.writes({ scope, subject: idOf(`p${i % 40}`) })),
  )
  const [ref] = await store.facts.segments(scope, 0)
  const bytes = (await store.facts.segment(ref!.name))!
  await store.close()
  const place = join(folder, 'segments', scope)
  writeFileSync(join(place, '1-2000-left-behind.cbor.gz'), bytes)
  writeFileSync(join(place, 'half.cbor.gz.part'), bytes)
  const again = await openSqliteStore(folder)
  expect(readdirSync(place)).toEqual([ref!.name.split('/')[1]])
  writeFileSync(join(place, ref!.name.split('/')[1]!), bytes.subarray(9))
  expect(await again.facts.segment(ref!.name)).toBeNull()
  expect(await again.facts.segments(scope, 0)).toEqual([ref])
  expect(await again.facts.segment(ref!.name)).toEqual(bytes)
  await again.close()
  rmSync(place, { recursive: true })
  const restored = await openSqliteStore(folder)
  expect(await restored.facts.segments(scope, 0)).toEqual([ref])
  expect(await restored.facts.segment(ref!.name)).toEqual(bytes)
  await restored.close()
  rmSync(folder, { recursive: true, force: true })
})
