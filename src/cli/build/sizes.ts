import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseInstallManifest } from '#contract/install-manifest.ts'
import { budgets, sizesOf } from './size-sums.ts'

/** Prints what each group of a build weighs; ends with 1 when a budget is broken. Argument: the folder. */
const folder = resolve(process.argv[2] ?? join(fileURLToPath(new URL('../../../', import.meta.url)), 'build'))
const manifest = parseInstallManifest(JSON.parse(readFileSync(join(folder, 'install.json'), 'utf8')))
if (!manifest.ok) throw new Error(manifest.problem.message)

const sizes = sizesOf(manifest.value)
for (const { id, files, transferBytes, sizeBytes } of sizes.groups)
  say(id.padEnd(28), `${String(files).padStart(4)} files`, kB(transferBytes), 'gzip', kB(sizeBytes))
say('to first paint'.padEnd(39), kB(sizes.firstPaintBytes), 'gzip, budget', kB(budgets.firstPaintBytes))
say('works offline'.padEnd(39), kB(sizes.worksOfflineBytes), 'gzip, budget', kB(budgets.worksOfflineBytes))

const within =
  sizes.firstPaintBytes <= budgets.firstPaintBytes && sizes.worksOfflineBytes <= budgets.worksOfflineBytes
process.exitCode = within ? 0 : 1

function say(...words: string[]): void {
  process.stdout.write(`${words.join(' ')}\n`)
}

function kB(bytes: number): string {
  return `${(bytes / 1000).toFixed(1).padStart(9)} kB`
}
