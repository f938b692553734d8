import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { InstallFile } from '#contract/install-manifest.ts'
import { Installer } from '#data/install/installer.ts'
import { emptyDevice, InstallLine, noise, publish, publishManifest } from '../fixtures/install-line.ts'

/**
 * A tablet at the end of a bad line: requests fail, break, come changed; the app is killed; the device is
 * full for a while. Whatever happens, no wrong byte is ever installed, and once the line is good all is.
 */
const sessionsLimit = 60

test.each(Array.from({ length: 25 }, (_, i) => 1000 + i))(
  'seed %i: whatever the line does, only right bytes stand',
  async (seed) => {
    const random = randomFrom(seed)
    const line = new InstallLine()
    const files = [1, 2, 3].map((n) =>
      publish(line, `/packs/p/1.0.0/file-${n}.bin`, noise(200_000 * n + seed, seed + n)),
    )
    publishManifest(line, { shell: [], light: files.slice(0, 1), 'pack:ecg-p': files })
    const device = emptyDevice(line)

    let installed = false
    for (let session = 0; session < sessionsLimit && !installed; session++) {
      const healthy = session === sessionsLimit - 1
      device.caches.roomBytes = !healthy && random() < 0.2 ? 700_000 * random() : Number.POSITIVE_INFINITY
      line.disturb = (body, url) => {
        const luck = random()
        if (healthy || url === '/install.json' || luck < 0.4) return { body, breaks: false }
        if (luck < 0.55) return null
        if (luck < 0.8)
          return { body: body.slice(0, Math.floor(body.byteLength * random())), breaks: random() < 0.7 }
        body[Math.floor(body.byteLength * random())]! ^= 1 + Math.floor(random() * 255)
        return { body, breaks: false }
      }
      const killed = random() < 0.3
      const installer = new Installer(device)
      const outcome = await installer.install(
        'pack:ecg-p',
        () => killed && random() < 0.1 && installer.cancel('pack:ecg-p'),
      )
      for (const file of files)
        expect(await isRightOrAbsent(device, file), `seed ${seed}, session ${session}`).toBe(true)
      installed = outcome.ok
    }
    expect(installed, `seed ${seed}`).toBe(true)
    for (const file of files) expect(await device.store.has(file)).toBe(true)
    expect((await device.partials.kept()).size, 'nothing is left over').toBe(0)
  },
)

async function isRightOrAbsent(device: ReturnType<typeof emptyDevice>, file: InstallFile): Promise<boolean> {
  const kept = await device.store.match(file)
  if (!kept) return true
  return (
    createHash('sha256')
      .update(new Uint8Array(await kept.arrayBuffer()))
      .digest('hex') === file.sha256
  )
}

/** Mulberry32: the same run for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
