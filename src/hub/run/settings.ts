import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { bad, good, type Outcome } from '#domain/problem.ts'

const SETTINGS_FILE = 'hub.json'
const NAME_MAX = 200

const address = v.pipe(v.string(), v.url(), v.regex(/^https?:\/\/[^/]+$/))
const shape = v.looseObject({
  /** As people know the hub, on invitations. */
  name: v.optional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(NAME_MAX))),
  /** `https://hub.example`: what stands in addresses that people are given. */
  origin: v.optional(address),
  /** Whoever reads `/metrics` from another machine shows it: `authorization: Bearer …`. */
  metricsToken: v.optional(v.pipe(v.string(), v.minLength(16), v.maxLength(200))),
  /** Where the nightly backup goes. */
  backupTo: v.optional(v.pipe(v.string(), v.minLength(1))),
})

/** `hub.json` of the data folder: what a person may set. What it holds besides belongs to the parts that read it. */
export type HubSettings = v.InferOutput<typeof shape>

/** Problems: `hub-settings` */
export function readSettings(folder: string): Outcome<HubSettings> {
  const path = join(folder, SETTINGS_FILE)
  if (!existsSync(path)) return good({})
  let given: unknown
  try {
    given = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return unreadable('it is no JSON')
  }
  const parsed = v.safeParse(shape, given)
  if (parsed.success) return good(parsed.output)
  const [issue] = parsed.issues
  return unreadable(`"${issue.path?.map(({ key }) => String(key)).join('.') ?? ''}" cannot stand there`)
}

/** Changes some of them; the others stay. A file that was cut off half-way is never left behind. */
export function changeSettings(folder: string, changes: HubSettings): Outcome<HubSettings> {
  const before = readSettings(folder)
  if (!before.ok) return before
  const after = { ...before.value, ...changes }
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, SETTINGS_FILE)
  writeFileSync(`${path}.new`, `${JSON.stringify(after, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${path}.new`, path)
  return good(after)
}

function unreadable(why: string) {
  return bad(
    'hub-settings',
    `The hub's settings (hub.json) cannot be read: ${why}.`,
    'Mend the file in the data folder, or take it from the last backup.',
  )
}
