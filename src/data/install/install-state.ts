import { allFiles, filesOf } from '#contract/install-manifest.ts'
import type { GroupId, InstallFile, InstallManifest } from '#contract/install-manifest.ts'
import { installedKey, shellKey } from './names.ts'

/** What stands on this device, in words-ready figures. */
export interface InstallState {
  readonly build: string
  readonly version: string
  readonly groups: readonly GroupState[]
  readonly readiness: Readiness
}

export interface GroupState {
  readonly id: GroupId
  readonly status: 'installed' | 'partial' | 'absent'
  readonly chosen: boolean
  /** Unpacked: what it takes, or would take, on this device. */
  readonly sizeBytes: number
  /** Packed: what crosses the line in all, and what of it has. */
  readonly transferBytes: number
  readonly doneBytes: number
}

/** The three states of DESIGN section 2, each with what it costs and what of it is there. */
interface Readiness {
  readonly opens: ReadinessStep
  readonly worksOffline: ReadinessStep
  readonly readsEverythingChosen: ReadinessStep
}

export interface ReadinessStep {
  readonly ready: boolean
  readonly transferBytes: number
  readonly doneBytes: number
}

/** What was found on this device. */
export interface Present {
  /** Keys of the installed cache (`installedKey`). */
  readonly installed: ReadonlySet<string>
  /** Keys of the shell cache (`shellKey`). */
  readonly shell: ReadonlySet<string>
  /** Bytes kept of unfinished downloads, by hash. */
  readonly partial: ReadonlyMap<string, number>
}

/** Never chosen unasked: the shell always is, the graphics chip needs one, records and films a clinic. */
const asked: ReadonlySet<GroupId> = new Set(['shell', 'ort-webgpu', 'records', 'film'])

/** Learned from data that are not openly licensed (DESIGN section 5), and of use to few: fetched on request. */
const isAskedPack = (id: GroupId) => id.startsWith('pack:') && !id.startsWith('pack:ecg-')

/** What is installed when nobody chose otherwise: the runtime every tablet gets, and the ECG packs. */
export function defaultChoice(manifest: InstallManifest): GroupId[] {
  return manifest.groups.map((group) => group.id).filter((id) => !asked.has(id) && !isAskedPack(id))
}

/**
 * Tells the state of every group and the three readiness states.
 * @param chosen null when nobody chose yet: then the default choice counts
 */
export function installState(
  manifest: InstallManifest,
  present: Present,
  chosen: readonly GroupId[] | null,
): InstallState {
  const wanted = new Set<GroupId>(['shell', 'light', ...(chosen ?? defaultChoice(manifest))])
  const groups = manifest.groups.map(({ id, files }): GroupState => {
    const { ready, doneBytes, transferBytes } = step(manifest, present, files)
    const status = ready ? 'installed' : doneBytes > 0 ? 'partial' : 'absent'
    const sizeBytes = files.reduce((total, file) => total + file.sizeBytes, 0)
    return { id, status, chosen: wanted.has(id), sizeBytes, transferBytes, doneBytes }
  })
  const stepOf = (ids: Iterable<GroupId>) => step(manifest, present, unionOf(manifest, ids))
  return {
    build: manifest.build,
    version: manifest.version,
    groups,
    readiness: {
      opens: stepOf(['shell']),
      // A tablet of a clinic that finds nobody without a network does not work offline.
      worksOffline: stepOf([
        'shell',
        'light',
        ...(chosen?.includes('records') ? (['desk', 'records'] as const) : []),
      ]),
      readsEverythingChosen: stepOf(wanted),
    },
  }
}

function step(manifest: InstallManifest, present: Present, files: readonly InstallFile[]): ReadinessStep {
  const shellUrls = new Set(filesOf(manifest, 'shell').map((file) => file.url))
  let ready = true
  let transferBytes = 0
  let doneBytes = 0
  for (const file of files) {
    transferBytes += file.transferBytes
    const there = shellUrls.has(file.url)
      ? present.shell.has(shellKey(file))
      : present.installed.has(installedKey(file))
    if (there) doneBytes += file.transferBytes
    else {
      ready = false
      doneBytes += Math.min(present.partial.get(file.sha256) ?? 0, file.transferBytes)
    }
  }
  return { ready, transferBytes, doneBytes }
}

function unionOf(manifest: InstallManifest, ids: Iterable<GroupId>): InstallFile[] {
  const wanted = new Set(ids)
  return allFiles({ ...manifest, groups: manifest.groups.filter((group) => wanted.has(group.id)) })
}
