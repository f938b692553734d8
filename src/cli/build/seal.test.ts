import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { parseInstallManifest } from '#contract/install-manifest.ts'
import { sealBuild } from './seal.ts'

const folder = mkdtempSync(join(tmpdir(), 'hinterland-seal-'))
const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
const read = (name: string) => readFileSync(join(folder, name), 'utf8')

mkdirSync(join(folder, '_app/immutable'), { recursive: true })
write(
  'index.html',
  `<meta http-equiv="content-security-policy" content="script-src 'self'"><script src="/theme.js"></script>
   <link href="/_app/immutable/a.js" rel="modulepreload">`,
)
write('theme.js', 'theme();'.repeat(50))
write('_app/immutable/a.js', 'a();'.repeat(100))
write('rescue.html', '<h1>$& rescue */</h1>')
write('rescue.js', 'rescue()')
write('service-worker.js', 'const seal=self.__HINTERLAND_SEAL__;globalThis.sealed=seal')

afterAll(() => rmSync(folder, { recursive: true }))

function sealInside(): { manifest: unknown; rescue: { html: string } } {
  const holder: { sealed?: { manifest: unknown; rescue: { html: string } } } = {}
  new Function('globalThis', read('service-worker.js'))(holder)
  if (!holder.sealed) throw new Error('the service worker has no seal')
  return holder.sealed
}

test('every file is listed with its hash and its packed size, and the service worker carries the same list', async () => {
  await sealBuild(folder)
  const listed = JSON.parse(read('install.json')) as unknown
  const manifest = parseInstallManifest(listed)
  if (!manifest.ok) throw new Error(manifest.problem.message)
  const shell = manifest.value.groups.find(({ id }) => id === 'shell')
  expect(shell?.files.map(({ url }) => url)).toEqual([
    '/_app/immutable/a.js',
    '/index.html',
    '/rescue.html',
    '/rescue.js',
    '/theme.js',
  ])
  const script = shell?.files.find(({ url }) => url.endsWith('a.js'))
  const packed = readFileSync(join(folder, '_app/immutable/a.js.gz'))
  expect(script?.transferBytes).toBe(packed.byteLength)
  expect(gunzipSync(packed).toString()).toBe(read('_app/immutable/a.js'))
  expect(manifest.value.firstPaint).toEqual(['/index.html', '/_app/immutable/a.js', '/theme.js'])
  expect(manifest.value.headers['content-security-policy']).toBe("script-src 'self'; frame-ancestors 'none'")
  expect(sealInside().manifest).toEqual(listed)
  expect(sealInside().rescue.html).toBe('<h1>$& rescue */</h1>')
})

test('sealing again is the same build; a changed file makes another', async () => {
  const first = await sealBuild(folder)
  expect((await sealBuild(folder)).build).toBe(first.build)
  write('theme.js', 'other();'.repeat(50))
  const second = await sealBuild(folder)
  expect(second.build).not.toBe(first.build)
  expect((sealInside().manifest as { build: string }).build).toBe(second.build)
})
