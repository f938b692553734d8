import { SaxesParser, type SaxesTagPlain } from 'saxes'
import type { XmlElement } from './element.ts'
import { xmlText } from './encoding.ts'

/** Half an hour of twelve leads at 500 Hz, spelled in digits, is about 50 MB. */
export const XML_BYTES_MAX = 64 * 1024 * 1024
/** The deepest format read here (HL7 aECG) nests about 40. */
export const XML_DEPTH_MAX = 128
/** An annotated aECG of ten seconds has 3,000. */
export const XML_ELEMENTS_MAX = 200_000
export const XML_ATTRIBUTES_MAX = 64

export interface XmlDocument {
  /** What was read; null where there was no element at all. */
  readonly root: XmlElement | null
  /** Null for a document that was read to its end. */
  readonly broken: XmlBreak | null
}

/** Where reading ended, and why. What came before stands in the tree. */
export interface XmlBreak {
  readonly line: number
  /** The bytes end, they are no XML from here on, or there is more than the limits of this file allow. */
  readonly why: 'cut-short' | 'malformed' | 'too-large'
}

/** What the parser says of a character or a word; the structure of the document is not in doubt. */
const HARMLESS =
  /disallowed character\.$|undefined entity\.$|malformed character entity\.$|duplicate attribute: /

/** How much harm to words is borne: each costs the parser some microseconds. */
const HARMLESS_MAX = 1000

/** Leaves the parser at once; it would complain of every character that follows. */
const STOP = new Error('enough was read')

interface Building {
  readonly name: string
  readonly attributes: Record<string, string>
  readonly children: Building[]
  text: string
  complete: boolean
}

/**
 * Reads an XML document into a tree. Never throws on bad bytes; what stands before the first break is kept.
 *
 * There are the five entities of XML and no others: a document type is passed over, nothing that it declares or
 * points to is expanded or fetched, and a reference to it stays as it is spelled.
 */
export function readXml(bytes: Uint8Array): XmlDocument {
  if (bytes.length > XML_BYTES_MAX) return { root: null, broken: { line: 1, why: 'too-large' } }
  const tree = new Tree()
  for (const text of xmlText(bytes)) {
    tree.write(text)
    if (tree.ended) break
  }
  return tree.finish()
}

/** The local name of the document's root, told from its first bytes; null for what is no XML. */
export function xmlRootName(bytes: Uint8Array): string | null {
  const start = bytes.subarray(0, ROOT_LOOK_BYTES)
  if (!/^[\0\s\xef\xbb\xbf\xff\xfe]*</.test(String.fromCharCode(...start.subarray(0, 64)))) return null
  let name: string | null = null
  const parser = new SaxesParser({ xmlns: false, position: false })
  let harm = 0
  parser.on('error', (error) => {
    if (!HARMLESS.test(error.message) || ++harm > HARMLESS_MAX / 10) throw STOP
  })
  parser.on('opentagstart', (tag) => {
    name = localName(tag.name)
    throw STOP
  })
  let isFirst = true
  for (const text of xmlText(start, ROOT_PIECE_BYTES)) {
    if (!isWritten(parser, isFirst ? text.replace(/^[\0\s]+/, '') : text)) break
    isFirst = false
  }
  return name
}

type Parser = SaxesParser<{ xmlns: false; position: boolean }>

/** Whether the parser goes on. */
function isWritten(parser: Parser, text: string): boolean {
  try {
    parser.write(text)
    return true
  } catch (error) {
    if (error !== STOP) throw error
    return false
  }
}

/** Comments of a few kB may stand before the root. */
const ROOT_LOOK_BYTES = 16 * 1024
const ROOT_PIECE_BYTES = 512

/** A tree that grows while a document is read. */
class Tree {
  ended = false
  #closing = false
  #broken: XmlBreak | null = null
  #root: Building | null = null
  readonly #open: Building[] = []
  #elements = 0
  #attributes = 0
  #harm = 0
  #isFirst = true
  /** Whether the last piece ended inside a tag: then the rest that the parser holds is no text. */
  #insideTag = false
  readonly #parser = new SaxesParser({ xmlns: false, position: true })

  constructor() {
    const parser = this.#parser
    parser.on('error', (error) => {
      if (this.#closing) return
      if (HARMLESS.test(error.message) && ++this.#harm <= HARMLESS_MAX) return
      this.#break('malformed')
      throw STOP
    })
    parser.on('opentagstart', () => {
      this.#attributes = 0
    })
    parser.on('attribute', () => {
      if (++this.#attributes > XML_ATTRIBUTES_MAX) this.#break('too-large')
    })
    parser.on('opentag', (tag) => this.#enter(tag))
    parser.on('closetag', () => this.#leave())
    parser.on('text', (text) => this.#add(text))
    parser.on('cdata', (text) => this.#add(text))
  }

  write(text: string): void {
    // A blank line or a zero byte before the declaration is common and harmless.
    const piece = this.#isFirst ? text.replace(/^[\0\s]+/, '') : text
    if (piece === '') return
    this.#isFirst = false
    const [opens, closes] = [piece.lastIndexOf('<'), piece.lastIndexOf('>')]
    if (opens !== closes) this.#insideTag = opens > closes
    isWritten(this.#parser, piece)
  }

  finish(): XmlDocument {
    if (!this.ended) {
      const { line } = this.#parser
      // At its close the parser hands out the text that it still holds, and complains of every open element.
      this.#closing = true
      if (!this.#insideTag) this.#parser.close()
      this.#broken = { line, why: 'cut-short' }
    }
    return { root: this.#root, broken: this.#broken }
  }

  #break(why: XmlBreak['why']): void {
    if (this.ended || this.#closing) return
    this.#broken = { line: this.#parser.line, why }
    this.ended = true
  }

  #enter(tag: SaxesTagPlain): void {
    if (this.ended) return
    if (this.#open.length >= XML_DEPTH_MAX || ++this.#elements > XML_ELEMENTS_MAX) {
      return this.#break('too-large')
    }
    const element: Building = {
      name: localName(tag.name),
      attributes: localAttributes(tag.attributes),
      children: [],
      text: '',
      complete: false,
    }
    const parent = this.#open.at(-1)
    if (parent) parent.children.push(element)
    else this.#root = element
    this.#open.push(element)
  }

  #leave(): void {
    if (this.ended) return
    const element = this.#open.pop()
    if (element) element.complete = true
    // What follows the root (zero bytes, a second document) is not read.
    if (this.#open.length === 0) this.ended = true
  }

  #add(text: string): void {
    const element = this.#open.at(-1)
    if (!this.ended && element) element.text += text
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function localAttributes(attributes: Readonly<Record<string, string>>): Record<string, string> {
  const local = Object.create(null) as Record<string, string>
  for (const [name, value] of Object.entries(attributes)) local[localName(name)] ??= value
  return local
}
