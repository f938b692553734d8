import { JsonNumber, type JsonObject, type JsonValue } from './json.ts'

/**
 * One element of a resource while it is read. It remembers what was asked for, so that whatever was not can be
 * listed: nothing of another's record is lost without a word. Values of a wrong type count as not read.
 */
export class Element {
  readonly #value: JsonObject
  readonly #read = new Set<string>()
  readonly #inside = new Map<string, readonly Element[]>()
  #touched = false

  constructor(value: JsonObject) {
    this.#value = value
  }

  /** Whether anything was read of it, here or further in. */
  get touched(): boolean {
    return this.#touched || [...this.#inside.values()].some((list) => list.some((each) => each.touched))
  }

  has(name: string): boolean {
    return this.#value[name] !== undefined
  }

  /** Looks without counting as read. */
  peek(name: string): JsonValue | undefined {
    return this.#value[name]
  }

  text(name: string): string | undefined {
    const value = this.#value[name]
    return typeof value === 'string' && value.trim() !== '' ? this.#took(name, value) : undefined
  }

  flag(name: string): boolean | undefined {
    const value = this.#value[name]
    return typeof value === 'boolean' ? this.#took(name, value) : undefined
  }

  /** Digits of a number. */
  number(name: string): string | undefined {
    const value = this.#value[name]
    return value instanceof JsonNumber ? this.#took(name, value.text) : undefined
  }

  texts(name: string): readonly string[] {
    const value = this.#value[name]
    if (!Array.isArray(value) || !value.every((each) => typeof each === 'string')) return []
    return this.#took(name, value as readonly string[])
  }

  child(name: string): Element | undefined {
    return this.children(name)[0]
  }

  /** The elements of a list; one that stands alone counts as a list of one. */
  children(name: string): readonly Element[] {
    const known = this.#inside.get(name)
    if (known) return known
    const value = this.#value[name]
    const list = Array.isArray(value) ? (value as readonly JsonValue[]) : [value]
    const elements = list.filter(isObject).map((each) => new Element(each))
    this.#inside.set(name, elements)
    return elements
  }

  /** The extension with this address, counted as read. */
  extension(url: string): Element | undefined {
    const found = this.children('extension').find((each) => each.#value['url'] === url)
    found?.skip('url')
    if (found) this.#touched = true
    return found
  }

  /** Says of these that nothing is lost when they are not carried over. */
  skip(...names: readonly string[]): void {
    this.#touched = true
    for (const name of names) this.#read.add(name)
  }

  /** Everything inside counts as read: what it says is carried in another form. */
  skipAll(): void {
    this.skip(...Object.keys(this.#value))
  }

  /** Paths of what nobody asked for, such as `code.coding` or `extension(http://…)`; places in lists are left out. */
  unread(): readonly string[] {
    const paths = new Set<string>()
    for (const name of Object.keys(this.#value)) {
      if (this.#read.has(name)) continue
      const inside = this.#inside.get(name)
      if (!inside || inside.length === 0) for (const path of this.#namesOf(name)) paths.add(path)
      else for (const each of inside) for (const path of each.#unreadAs(name)) paths.add(path)
    }
    return [...paths]
  }

  #unreadAs(name: string): readonly string[] {
    if (!this.touched) return [labelOf(name, this.#value)]
    return this.unread().map((path) => `${labelOf(name, this.#value)}.${path}`)
  }

  #namesOf(name: string): readonly string[] {
    const value = this.#value[name]
    if (!/^(modifierE|e)xtension$/.test(name) || !Array.isArray(value)) return [name]
    return (value as readonly JsonValue[]).map((each) => (isObject(each) ? labelOf(name, each) : name))
  }

  #took<T>(name: string, value: T): T {
    this.#touched = true
    this.#read.add(name)
    return value
  }
}

function labelOf(name: string, value: JsonObject): string {
  const { url } = value
  return /^(modifierE|e)xtension$/.test(name) && typeof url === 'string' ? `${name}(${url})` : name
}

export function isObject(value: unknown): value is JsonObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber)
  )
}
