/** How deep objects and lists stand on lines of their own; below that a value is one line. */
const LINES_DEEP = 2

/** JSON with one line an entry: small enough to ship, and a change shows as a line in a review. */
export function compactJson(value: unknown): string {
  return `${spread(value, 0)}\n`
}

function spread(value: unknown, depth: number): string {
  if (depth >= LINES_DEEP || !isNested(value)) return JSON.stringify(value)
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  const entries = Array.isArray(value)
    ? value.map((each) => spread(each, depth + 1))
    : Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}:${spread(each, depth + 1)}`)
  return `${open}\n${entries.join(',\n')}\n${close}`
}

function isNested(value: unknown): value is object {
  const isObject = value !== null && typeof value === 'object'
  return isObject && Object.values(value).some((each) => each !== null && typeof each === 'object')
}
