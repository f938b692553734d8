import type { Narrative } from './types.ts'

/**
 * Words as the XHTML that FHIR asks for, and back. What is read from others loses its markup and keeps its words;
 * it is text ever after, never markup again.
 */
const OPEN = '<div xmlns="http://www.w3.org/1999/xhtml"><p style="white-space: pre-wrap">'
const CLOSE = '</p></div>'

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}

export function toNarrative(text: string): Narrative {
  return { status: 'additional', div: OPEN + text.replace(/[&<>"]/g, (sign) => ESCAPES[sign]!) + CLOSE }
}

/** @param div XHTML of a narrative; text without markup stays as it is */
export function narrativeText(div: string): string {
  if (div.startsWith(OPEN) && div.endsWith(CLOSE)) return decoded(div.slice(OPEN.length, -CLOSE.length))
  const words = div
    .replace(/<!--[^]*?-->/g, '')
    .replace(/\s+/g, ' ')
    .replace(/<br\s*\/?>/gi, '\n')
    .replace(/<\/(?:td|th)>/gi, ' ')
    .replace(/<li\b[^>]*>/gi, '- ')
    .replace(/<\/(?:p|div|li|tr|h[1-6]|dt|dd|caption|blockquote|pre|table|ul|ol)>/gi, '\n')
    .replace(/<[^>]*>/g, '')
  return decoded(words)
    .replace(/ *\n */g, '\n')
    .replace(/ {2,}/g, ' ')
    .replace(/\n{2,}/g, '\n')
    .trim()
}

function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,6}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return NAMED[name as string] ?? whole
    const point = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal)
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole
  })
}
