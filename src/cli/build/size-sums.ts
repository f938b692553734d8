import { allFiles, filesOf } from '#contract/install-manifest.ts'
import type { InstallManifest } from '#contract/install-manifest.ts'

/** Budgets of DESIGN section 2, in bytes as they cross the line (gzip). */
export const budgets = { firstPaintBytes: 180_000, worksOfflineBytes: 1_200_000 }

export interface Sizes {
  readonly firstPaintBytes: number
  readonly worksOfflineBytes: number
  readonly groups: readonly {
    readonly id: string
    readonly files: number
    readonly transferBytes: number
    readonly sizeBytes: number
  }[]
}

/** Sums of a build by group, and the two that have a budget. */
export function sizesOf(manifest: InstallManifest): Sizes {
  const sum = (files: readonly { transferBytes: number }[]) =>
    files.reduce((total, file) => total + file.transferBytes, 0)
  const paint = new Set(manifest.firstPaint)
  const offline = {
    ...manifest,
    groups: manifest.groups.filter(({ id }) => id === 'shell' || id === 'light'),
  }
  return {
    firstPaintBytes: sum(filesOf(manifest, 'shell').filter((file) => paint.has(file.url))),
    worksOfflineBytes: sum(allFiles(offline)),
    groups: manifest.groups.map(({ id, files }) => ({
      id,
      files: files.length,
      transferBytes: sum(files),
      sizeBytes: files.reduce((total, file) => total + file.sizeBytes, 0),
    })),
  }
}
