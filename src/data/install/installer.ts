import { bad, good } from '#domain/problem.ts'
import type { Outcome } from '#domain/problem.ts'
import { allFiles, filesOf, parseInstallManifest } from '#contract/install-manifest.ts'
import type { GroupId, InstallFile, InstallManifest } from '#contract/install-manifest.ts'
import { download, isQuota, storageFull } from './download.ts'
import type { Line } from './download.ts'
import { defaultChoice, installState } from './install-state.ts'
import type { InstallState } from './install-state.ts'
import type { InstalledStore } from './installed-store.ts'
import type { PartialStore } from './partial-store.ts'
import { sha256Hex } from '#inference/sha256.ts'
import { gunzip } from './unpack.ts'

/** What the installer stands on; the browser's own in `browser.ts`. */
export interface InstallGround {
  readonly store: InstalledStore
  readonly partials: PartialStore
  readonly line: Line
  /** Runs `work` while no other tab or worker holds the same name. */
  lock<T>(name: string, work: () => Promise<T>): Promise<T>
}

export interface InstallProgress {
  readonly group: GroupId
  readonly doneBytes: number
  readonly transferBytes: number
}

interface Choice {
  readonly chosen: readonly GroupId[]
  readonly installed: readonly GroupId[]
}

/** Brings groups of files to this device and takes them away again. A page talks to it through a worker. */
export class Installer {
  readonly #ground: InstallGround
  readonly #running = new Map<GroupId, AbortController>()
  #manifest: InstallManifest | null = null

  constructor(ground: InstallGround) {
    this.#ground = ground
  }

  /** What stands on this device; problem `install-manifest-unreadable` or `install-network-lost`. */
  async state(): Promise<Outcome<InstallState>> {
    const manifest = await this.#readManifest()
    if (!manifest.ok) return manifest
    const { store, partials } = this.#ground
    const present = { ...(await store.present()), partial: await partials.kept() }
    return good(installState(manifest.value, present, (await store.selection()).chosen))
  }

  /**
   * Brings a group, going on where it was left, and counts it as chosen from now on.
   * @param onProgress called with bytes that really crossed the line
   * @returns the new state, or the problem of the first file that would not come
   */
  async install(
    id: GroupId,
    onProgress: (progress: InstallProgress) => unknown,
  ): Promise<Outcome<InstallState>> {
    const manifest = await this.#readManifest()
    if (!manifest.ok) return manifest
    if (id === 'shell' || filesOf(manifest.value, id).length === 0) return noSuchGroup(id)
    this.cancel(id)
    const stop = new AbortController()
    this.#running.set(id, stop)
    try {
      await this.#select(manifest.value, ({ chosen, installed }) => ({ chosen: [...chosen, id], installed }))
      const brought = await bring(manifest.value, id, this.#ground, stop.signal, onProgress)
      if (!brought.ok) return brought
      await this.#select(manifest.value, ({ chosen, installed }) => ({
        chosen,
        installed: [...installed, id],
      }))
      return await this.state()
    } catch (error) {
      if (isQuota(error)) return storageFull(id)
      throw error
    } finally {
      if (this.#running.get(id) === stop) this.#running.delete(id)
    }
  }

  /** Stops the download of a group; what came is kept. */
  cancel(id: GroupId): void {
    this.#running.get(id)?.abort()
  }

  /** Takes a group away, except files that another installed group needs. */
  async remove(id: GroupId): Promise<Outcome<InstallState>> {
    const manifest = await this.#readManifest()
    if (!manifest.ok) return manifest
    this.cancel(id)
    const { store, partials } = this.#ground
    const without = (ids: readonly GroupId[]) => ids.filter((other) => other !== id)
    const others = without((await store.selection()).installed)
    const needed = new Set(others.flatMap((other) => filesOf(manifest.value, other).map((file) => file.url)))
    // Files first: on a full device that is what makes room to write the choice down.
    for (const file of filesOf(manifest.value, id)) {
      if (needed.has(file.url)) continue
      await store.remove(file)
      await partials.drop(file.sha256)
    }
    await this.#select(manifest.value, ({ chosen, installed }) => ({
      chosen: without(chosen),
      installed: without(installed),
    }))
    return this.state()
  }

  /**
   * Installs a file that a neighbour gave: plain or packed, known by its hash alone.
   * @returns its address in the app, or problem `install-file-unknown` or `storage-full`
   */
  async installFromFile(bytes: Uint8Array<ArrayBuffer>): Promise<Outcome<{ url: string }>> {
    const manifest = await this.#readManifest()
    if (!manifest.ok) return manifest
    const files = allFiles(manifest.value)
    const bySha = (sha256: string) => files.find((file) => file.sha256 === sha256)
    const largestBytes = Math.max(0, ...files.map((file) => file.sizeBytes))
    let plain: Uint8Array<ArrayBuffer> | null = bytes
    let file = bytes.byteLength <= largestBytes ? bySha(await sha256Hex(bytes)) : undefined
    if (!file) {
      plain = await gunzip(new Blob([bytes]), largestBytes)
      file = plain ? bySha(await sha256Hex(plain)) : undefined
    }
    if (!file || !plain) return fileUnknown()
    return (await keep(file, plain, manifest.value, this.#ground)) ?? good({ url: file.url })
  }

  async #select(manifest: InstallManifest, edit: (before: Choice) => Choice): Promise<void> {
    const { store, lock } = this.#ground
    await lock('hinterland-chosen', async () => {
      const { chosen, installed } = await store.selection()
      const after = edit({ chosen: chosen ?? defaultChoice(manifest), installed })
      await store.select({ chosen: [...new Set(after.chosen)], installed: [...new Set(after.installed)] })
    })
  }

  async #readManifest(): Promise<Outcome<InstallManifest>> {
    if (this.#manifest) return good(this.#manifest)
    let value: unknown
    try {
      value = await (await this.#ground.line.fetch('/install.json', { cache: 'no-cache' })).json()
    } catch {
      return bad(
        'install-network-lost',
        'The list of files of this version could not be fetched.',
        'Try again when the network is back.',
      )
    }
    const parsed = parseInstallManifest(value)
    if (parsed.ok) this.#manifest = parsed.value
    return parsed
  }
}

/**
 * Brings every missing file of a group. The service worker uses it too, before a new version may take over.
 * @returns null, or the problem of the first file that would not come
 */
export async function bring(
  manifest: InstallManifest,
  id: GroupId,
  ground: InstallGround,
  signal: AbortSignal,
  onProgress: (progress: InstallProgress) => unknown,
): Promise<Outcome<null>> {
  const files = filesOf(manifest, id)
  const transferBytes = files.reduce((total, file) => total + file.transferBytes, 0)
  let beforeBytes = 0
  for (const file of files) {
    const onBytes = (doneBytes: number) =>
      onProgress({ group: id, doneBytes: beforeBytes + doneBytes, transferBytes })
    const outcome = await ground.lock(
      `hinterland-install-${file.sha256}`,
      async (): Promise<Outcome<null>> => {
        if (await ground.store.has(file)) return good(null)
        const bytes = await download(file, ground.line, ground.partials, { signal, onBytes })
        if (!bytes.ok) return bytes
        return (await keep(file, bytes.value, manifest, ground)) ?? good(null)
      },
    )
    if (!outcome.ok) return outcome
    beforeBytes += file.transferBytes
    onBytes(0)
  }
  return good(null)
}

async function keep(
  file: InstallFile,
  bytes: Uint8Array<ArrayBuffer>,
  manifest: InstallManifest,
  ground: InstallGround,
): Promise<ReturnType<typeof storageFull> | null> {
  try {
    await ground.store.put(file, bytes, manifest.headers)
    return null
  } catch (error) {
    if (isQuota(error)) return storageFull(file.url)
    throw error
  }
}

function noSuchGroup(id: string) {
  return bad(
    'install-group-unknown',
    `This version has no part named ${id}.`,
    'Reload the app: a newer version may have it under another name.',
    { group: id },
  )
}

function fileUnknown() {
  return bad(
    'install-file-unknown',
    'This file is none of the parts of this version of the app.',
    'Take the file from a device that runs the same version, unchanged.',
  )
}
