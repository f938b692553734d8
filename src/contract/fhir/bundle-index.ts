import { Element, isObject } from './element.ts'
import { writeJson, type JsonObject, type JsonValue } from './json.ts'

/** One resource of a bundle. */
export interface Entry {
  readonly type: string
  /** Empty where the sender gave none. */
  readonly id: string
  readonly fullUrl: string | null
  /** Names it in problems: `Patient/23`. */
  readonly name: string
  /** The same when the same record comes a second time, and of no other record. */
  readonly key: string
  readonly element: Element
}

/** What a reference leads to; `named` is what it says, for whoever has to mend it. */
export type Resolved =
  | { readonly is: 'entry'; readonly entry: Entry }
  | { readonly is: 'contained'; readonly element: Element }
  | { readonly is: 'display'; readonly display: string }
  | { readonly is: 'elsewhere'; readonly named: string }

/** The resources of a bundle and the ways in which they speak of each other. */
export class BundleIndex {
  readonly entries: readonly Entry[]
  readonly #byUrl = new Map<string, Entry>()
  readonly #byTypeAndId = new Map<string, Entry[]>()
  readonly #byNumber = new Map<string, Entry>()
  #belonging: Map<Entry | null, Entry[]> | undefined

  constructor(items: readonly { readonly fullUrl: string | null; readonly resource: JsonObject }[]) {
    this.entries = items.map(({ fullUrl, resource }) => entryOf(fullUrl, resource))
    for (const entry of this.entries) {
      if (entry.fullUrl !== null && !this.#byUrl.has(entry.fullUrl)) this.#byUrl.set(entry.fullUrl, entry)
      const name = `${entry.type}/${entry.id}`
      if (entry.id !== '') this.#byTypeAndId.set(name, [...(this.#byTypeAndId.get(name) ?? []), entry])
    }
    items.forEach(({ resource }, i) => {
      for (const number of numbersOf(resource)) this.#byNumber.set(number, this.entries[i]!)
    })
  }

  /**
   * Follows a reference as the specification says (Bundle, "Resolving references in Bundles"): absolute by fullUrl;
   * relative by the base of the fullUrl of where it stands; where that has no such base, by type and id if only one
   * fits; then by identifier.
   * @param reference the element Reference; its parts count as read
   */
  resolve(reference: Element, from: Entry): Resolved {
    const url = reference.text('reference')
    const display = reference.text('display')
    reference.skip('type')
    if (url?.startsWith('#')) {
      const id = url.slice(1)
      const element = from.element
        .children('contained')
        .find((each) => each.text('id') === id && each.text('resourceType') !== undefined)
      return element ? { is: 'contained', element } : { is: 'elsewhere', named: url }
    }
    const entry = (url && this.#byReference(url, from)) || this.#byIdentifier(reference)
    if (entry) return { is: 'entry', entry }
    if (url === undefined && display !== undefined) return { is: 'display', display }
    return { is: 'elsewhere', named: url ?? 'identifier' }
  }

  /** The resources of a type whose `encounter` (or `context`) is this one. */
  belongingTo(encounter: Entry, type: string): readonly Entry[] {
    this.#belonging ??= Map.groupBy(this.entries, (entry) => this.encounterOf(entry))
    return (this.#belonging.get(encounter) ?? []).filter((each) => each.type === type)
  }

  /** The encounter that a resource says it belongs to; null for none, or one that is not in the bundle. */
  encounterOf(entry: Entry): Entry | null {
    const reference = entry.element.child('encounter') ?? entry.element.child('context')
    const found = reference && this.resolve(reference, entry)
    return found?.is === 'entry' && found.entry.type === 'Encounter' ? found.entry : null
  }

  #byReference(reference: string, from: Entry): Entry | undefined {
    const url = reference.replace(/\/_history\/[^/]+$/, '')
    if (/^[a-z][a-z0-9+.-]*:/i.test(url)) return this.#byUrl.get(url)
    const base = baseOf(from)
    if (base !== null) return this.#byUrl.get(base + url)
    const [only, ...others] = this.#byTypeAndId.get(url) ?? []
    return others.length === 0 ? only : undefined
  }

  #byIdentifier(reference: Element): Entry | undefined {
    const identifier = reference.child('identifier')
    const value = identifier?.text('value')
    return value === undefined
      ? undefined
      : this.#byNumber.get(`${identifier?.text('system') ?? ''}|${value}`)
  }
}

/** `http://server/fhir/` for `http://server/fhir/Patient/1`; null for urn:uuid and the like. */
function baseOf({ fullUrl, type, id }: Entry): string | null {
  const end = `${type}/${id}`
  return fullUrl !== null && id !== '' && /^https?:/.test(fullUrl) && fullUrl.endsWith(end)
    ? fullUrl.slice(0, -end.length)
    : null
}

function entryOf(fullUrl: string | null, resource: JsonObject): Entry {
  const type = String(resource['resourceType'])
  const id = typeof resource['id'] === 'string' ? resource['id'] : ''
  const name = id === '' ? `${type}/${digestOf(writeJson(resource))}` : `${type}/${id}`
  // urn:uuid is often made anew for each message; an address on a server and an id last.
  const key = fullUrl !== null && /^https?:/.test(fullUrl) ? fullUrl : name
  return { type, id, fullUrl, name, key, element: new Element(resource) }
}

function numbersOf(resource: JsonObject): readonly string[] {
  const list = [resource['identifier'] ?? []].flat() as readonly JsonValue[]
  return list
    .filter(isObject)
    .filter(({ value }) => typeof value === 'string')
    .map(({ system, value }) => `${typeof system === 'string' ? system : ''}|${value as string}`)
}

/** A short name for a resource that has none, the same at every reading. FNV-1a, 2 × 32 bits. */
function digestOf(text: string): string {
  let [a, b] = [0x811c9dc5, 0x01000193]
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193)
    b = Math.imul(b ^ text.charCodeAt(i), 0x5bd1e995) ^ (b >>> 15)
  }
  return [a, b].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('')
}

/** Takes what can be read of `entry`; what is no resource is counted. */
export function itemsOf(bundle: JsonObject): {
  readonly items: readonly { readonly fullUrl: string | null; readonly resource: JsonObject }[]
  readonly strange: number
} {
  const entries = Array.isArray(bundle['entry']) ? (bundle['entry'] as readonly JsonValue[]) : []
  const items = entries.flatMap((entry) => {
    if (!isObject(entry) || !isObject(entry['resource'])) return []
    const { fullUrl, resource } = entry
    if (typeof resource['resourceType'] !== 'string') return []
    return [{ fullUrl: typeof fullUrl === 'string' ? fullUrl : null, resource }]
  })
  return { items, strange: entries.length - items.length }
}
