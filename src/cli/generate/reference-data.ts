import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compactJson } from './compact-json.ts'
import { divisionFiles } from './divisions.ts'
import { ecgCriticalFiles } from './ecg-critical.ts'
import { ecgLimitFiles } from './ecg-limits.ts'
import { ecgStatementFiles } from './ecg-statements.ts'
import { growthFiles } from './growth.ts'
import { labFiles } from './lab.ts'
import type { DataFile } from './data-file.ts'
import { vitalsFiles } from './vitals.ts'

/**
 * Writes the reference data of the domain from the project's knowledge and Chinese content:
 *
 *     node src/cli/generate/reference-data.ts ../shared
 *
 * The files it writes (`src/domain/<room>/data/*.json`) are committed; nobody edits them by hand.
 */
export function referenceData(shared: string): DataFile[] {
  return [
    vitalsFiles,
    growthFiles,
    labFiles,
    divisionFiles,
    ecgLimitFiles,
    ecgCriticalFiles,
    ecgStatementFiles,
  ].flatMap((files) => files(shared))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const shared = process.argv[2]
  if (shared === undefined) {
    process.stderr.write('Name the folder of the shared material: reference-data.ts ../shared\n')
    process.exit(2)
  }
  const root = fileURLToPath(new URL('../../../', import.meta.url))
  for (const { path, content } of referenceData(resolve(shared))) {
    const text = compactJson(content)
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
    process.stderr.write(`${path} ${Buffer.byteLength(text)} bytes\n`)
  }
}
