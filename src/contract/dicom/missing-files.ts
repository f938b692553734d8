import { folderOf } from '../ecg/source-file.ts'
import type { Described } from './describe.ts'
import type { DicomDir } from './dicomdir.ts'

/**
 * How many files that a table of contents lists are not among those of this study, where the table lists some of them;
 * a table that lists none of them is of something else. Paths are compared as media mangle them: without case and
 * version (`;1`).
 */
export function missingFiles(members: readonly Described[], dicomDirs: readonly DicomDir[]): number {
  const opened = new Set(members.map(({ file }) => plain(file)))
  return dicomDirs.reduce((sum, dir) => sum + missingOf(dir, opened), 0)
}

/** Records stand in the order patient, study, series, image: what follows a study record belongs to it. */
function missingOf({ file, records }: DicomDir, opened: ReadonlySet<string>): number {
  let missing = 0
  let listed: string[] = []
  const close = (): void => {
    const absent = listed.filter((path) => !opened.has(path))
    if (absent.length < listed.length) missing += absent.length
    listed = []
  }
  for (const { type, path } of records) {
    if (type === 'STUDY') close()
    else if (path !== null) listed.push(plain(folderOf(file) + path))
  }
  close()
  return missing
}

function plain(path: string): string {
  return path.toLowerCase().replace(/;\d+$/, '')
}
