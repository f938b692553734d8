import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { needsBuild } from './freshness.ts'

const folder = mkdtempSync(join(tmpdir(), 'hinterland-fresh-'))
afterAll(() => rmSync(folder, { recursive: true }))

function fileOfAge(name: string, seconds: number): void {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, '')
  utimesSync(path, 1_000_000 - seconds, 1_000_000 - seconds)
}

test('the app is built when there is none, or when a source is newer, and not for a test or what the build makes', () => {
  fileOfAge('src/domain/a.ts', 50)
  expect(needsBuild(folder), 'no build yet').toBe(true)
  fileOfAge('build/install.json', 20)
  expect(needsBuild(folder), 'built after the source').toBe(false)
  fileOfAge('src/domain/a.test.ts', 10)
  fileOfAge('static/packs/p/1.0.0/pack.json', 10)
  fileOfAge('src/ui/words/messages.js', 10)
  expect(needsBuild(folder), 'nothing that counts is newer').toBe(false)
  fileOfAge('workers/b.worker.ts', 10)
  expect(needsBuild(folder), 'a worker is newer').toBe(true)
})
