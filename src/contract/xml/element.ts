/** An element as read: names without their namespace prefix. */
export interface XmlElement {
  readonly name: string
  /** By local name; of two that differ in their prefix only, the first. */
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  /** The element's own text in one piece, without that of its children. */
  readonly text: string
  /** False where the document broke off inside this element: its last child and the end of its text are doubtful. */
  readonly complete: boolean
}

/** The first element down this path of names, or undefined. */
export function at(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  let found = element
  for (const name of path) found = found?.children.find((child) => child.name === name)
  return found
}

/** All children of this name, or of the last name of a path whose other steps are the first of their name. */
export function all(element: XmlElement | undefined, ...path: readonly string[]): readonly XmlElement[] {
  const parent = at(element, ...path.slice(0, -1))
  return parent?.children.filter((child) => child.name === path.at(-1)) ?? []
}

/** The text down this path without space around it; empty where there is no such element. */
export function textAt(element: XmlElement | undefined, ...path: readonly string[]): string {
  return at(element, ...path)?.text.trim() ?? ''
}

/** An attribute without space around it; empty where there is none. */
export function attribute(element: XmlElement | undefined, name: string): string {
  return element?.attributes[name]?.trim() ?? ''
}

/** Every element of this name below, in the order of the document. */
export function* within(element: XmlElement | undefined, name: string): Generator<XmlElement, void> {
  for (const child of element?.children ?? []) {
    if (child.name === name) yield child
    yield* within(child, name)
  }
}

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?$/i

/** The finite number that this text is, wholly; null for anything else (`Failed`, `-`, nothing). */
export function numberIn(text: string): number | null {
  const trimmed = text.trim()
  if (!DECIMAL.test(trimmed)) return null
  const value = Number(trimmed)
  return Number.isFinite(value) ? value : null
}
