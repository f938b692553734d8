/**
 * `npm run bench [-- area… --slow --json FILE]`: prints what the app needs, beside its budget and a reference that is
 * measured in the same run. Nothing here passes or fails: it is read by people (tests/bench/README.md).
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { ecg } from './areas/ecg.ts'
import { hub } from './areas/hub.ts'
import { imaging } from './areas/imaging.ts'
import { keep } from './areas/keep.ts'
import { load } from './areas/load.ts'
import { memory } from './areas/memory.ts'
import { model } from './areas/model.ts'
import { packs } from './areas/packs.ts'
import { paper } from './areas/paper.ts'
import { records } from './areas/records.ts'
import { sync } from './areas/sync.ts'
import { warm } from './areas/warm.ts'
import { runArea, type Area } from './bench-run.ts'
import { plain, slow } from './conditions.ts'
import { makeSureOfBuild } from './ground/built-app.ts'
import { openBrowser } from './ground/ground.ts'
import { machineLine, machineOf } from './machine.ts'
import { rowAsJson, type Row } from './row.ts'
import { tableOf } from './table.ts'

const AREAS: Record<string, Area> = {
  load,
  warm,
  ecg,
  paper,
  imaging,
  model,
  packs,
  keep,
  records,
  sync,
  hub,
  memory,
}
/** Those that are measured once more on the slow tablet; `warm` has its slow row always, as no line is involved. */
const SLOW_AREAS = ['load', 'ecg', 'records']

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { slow: { type: 'boolean', default: false }, json: { type: 'string' } },
})
const unknown = positionals.filter((name) => !Object.hasOwn(AREAS, name))
if (unknown.length > 0) {
  console.error(`There is no area ${unknown.join(', ')}; there are: ${Object.keys(AREAS).join(', ')}.`)
  process.exit(2)
}
/** What belongs to an area and can be asked for alone, too. */
const WITH: Record<string, readonly string[]> = { ecg: ['paper'] }
const asked = positionals.length > 0 ? positionals : Object.keys(AREAS)
const chosen = [...new Set(asked.flatMap((name) => [name, ...(WITH[name] ?? [])]))]

makeSureOfBuild()
const browser = await openBrowser()
const machine = machineOf(browser)
const rows: Row[] = []
for (const conditions of values.slow ? [plain, slow] : [plain]) {
  for (const name of chosen) {
    if (conditions === slow && !SLOW_AREAS.includes(name)) continue
    const progress = (what: string) => process.stderr.write(`${conditions.name}${name}: ${what} …\n`)
    try {
      rows.push(...(await runArea(AREAS[name]!, { browser, conditions, progress })))
    } catch (error) {
      // The other areas still say what they can; that one is missing must not be overlooked.
      console.error(`${name} could not be measured:`, error)
      process.exitCode = 1
    }
  }
}
await browser.close()

console.log(`${machineLine(machine)}\n`)
console.log(tableOf(rows))
if (values.json)
  writeFileSync(values.json, `${JSON.stringify({ machine, rows: rows.map(rowAsJson) }, null, 2)}\n`)
