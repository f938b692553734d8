/** One element of flat XML as office programs write it. */
export interface Tag {
  /** As written, with the space before it. */
  readonly attributes: string
  /** Empty for an element without content. */
  readonly inside: string
}

/**
 * Elements of one name, in order, with or without a namespace prefix. For elements that never nest in themselves, such
 * as the rows and cells of a sheet; one pass, no look back, so that no text can make it slow.
 */
export function* tags(xml: string, name: string): Generator<Tag> {
  const open = new RegExp(`<((?:\\w+:)?${name})(\\s[^>]*?)?(/?)>`, 'g')
  for (let match = open.exec(xml); match; match = open.exec(xml)) {
    const [, full = '', attributes = '', slash] = match
    if (slash === '/') {
      yield { attributes, inside: '' }
      continue
    }
    const start = open.lastIndex
    const end = xml.indexOf(`</${full}>`, start)
    if (end < 0) return
    yield { attributes, inside: xml.slice(start, end) }
    open.lastIndex = end
  }
}

/** @returns undefined where there is none; entities stay as they are */
export function attribute(attributes: string, name: string): string | undefined {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes)
  return match?.[1] ?? match?.[2]
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

export function unescaped(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,4}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return NAMED[name as string] ?? whole
    const point = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal)
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole
  })
}
