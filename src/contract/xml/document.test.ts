import { describe, expect, test } from 'vitest'
import {
  readXml,
  XML_ATTRIBUTES_MAX,
  XML_BYTES_MAX,
  XML_DEPTH_MAX,
  XML_ELEMENTS_MAX,
  xmlRootName,
} from './document.ts'
import { all, at, attribute, numberIn, textAt, within } from './element.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const read = (text: string) => readXml(bytes(text))

describe('a whole document', () => {
  test('names lose their prefix, text keeps the five entities and character references', () => {
    const { root, broken } = read(
      '<?xml version="1.0"?><h:ecg xmlns:h="urn:x" h:type="PQ" type="other"><h:a>1 &lt; 2 &amp; &#x5fc3;</h:a><a/><![CDATA[<raw>]]></h:ecg>',
    )
    expect(broken).toBeNull()
    expect(root?.name).toBe('ecg')
    expect(attribute(root!, 'type')).toBe('PQ')
    expect(textAt(root!, 'a')).toBe('1 < 2 & 心')
    expect(all(root!, 'a')).toHaveLength(2)
    expect(root?.text).toBe('<raw>')
  })

  test('elements below are found in the order of the document, and a missing path is undefined', () => {
    const { root } = read('<r><x n="1"><y><x n="2"/></y></x><x n="3"/></r>')
    expect([...within(root!, 'x')].map((x) => attribute(x, 'n'))).toEqual(['1', '2', '3'])
    expect(at(root!, 'x', 'y', 'x')?.attributes['n']).toBe('2')
    expect(at(root!, 'z', 'y')).toBeUndefined()
    expect(textAt(undefined, 'z')).toBe('')
  })

  test('a number is the whole text or nothing', () => {
    expect(['4.88', ' -3 ', '1e-3', '.5', '+2.'].map(numberIn)).toEqual([4.88, -3, 0.001, 0.5, 2])
    expect(['', '-', 'Failed', '12 ms', '0x10', 'Infinity', '1e999'].map(numberIn)).toEqual(
      Array<null>(7).fill(null),
    )
  })
})

describe('encodings', () => {
  const text = (declared: string): string => `<?xml version="1.0" encoding="${declared}"?><n>心电图 é</n>`
  // 心电图 in GB18030 (the same in GBK and GB2312).
  const heart = [0xd0, 0xc4, 0xb5, 0xe7, 0xcd, 0xbc]
  const spelled = (before: string, middle: readonly number[], after: string): Uint8Array =>
    Uint8Array.from([...bytes(before), ...middle, ...bytes(after)])

  test('UTF-16 of both kinds, with its mark and without', () => {
    const little = new Uint8Array(Buffer.from(`\ufeff${text('utf-16')}`, 'utf16le'))
    const big = new Uint8Array(Buffer.from(little).swap16())
    for (const each of [little, big, little.subarray(2), big.subarray(2)]) {
      expect(readXml(each).root?.text).toBe('心电图 é')
      expect(xmlRootName(each)).toBe('n')
    }
  })

  test('single bytes that call themselves UTF-16 are read as what they are', () => {
    expect(read(text('utf-16')).root?.text).toBe('心电图 é')
  })

  test.each(['GB18030', 'GBK', 'gb2312'])('%s as declared', (label) => {
    const file = spelled(`<?xml version="1.0" encoding="${label}"?><n>`, heart, '</n>')
    expect(readXml(file)).toMatchObject({ root: { text: '心电图' }, broken: null })
  })

  test('ISO-8859-1 and windows-1252 as declared', () => {
    for (const label of ['ISO-8859-1', 'windows-1252']) {
      const file = spelled(`<?xml version='1.0' encoding='${label}' ?><n>`, [0xb5, 0x56], '</n>')
      expect(readXml(file).root?.text).toBe('µV')
    }
  })

  test('Latin-1 over bytes that can only be Chinese is GB18030; accents stay accents', () => {
    const declared = `<?xml version="1.0" encoding="ISO-8859-1"?><n>`
    expect(readXml(spelled(declared, heart, '</n>')).root?.text).toBe('心电图')
    const word = [...'M\u00fcller, Jos\u00e9 \u00c0\u00c9'].map((letter) => letter.charCodeAt(0))
    expect(readXml(spelled(declared, word, '</n>')).root?.text).toBe('M\u00fcller, Jos\u00e9 \u00c0\u00c9')
  })

  test('bytes that are no UTF-8 and declare nothing are GB18030; UTF-8 needs no declaration', () => {
    expect(readXml(spelled('<n>', heart, '</n>')).root?.text).toBe('心电图')
    expect(read('<n>心电图</n>').root?.text).toBe('心电图')
  })

  test('an unknown label is no reason to give up', () => {
    expect(read('<?xml version="1.0" encoding="klingon-8"?><n>心</n>').root?.text).toBe('心')
  })
})

describe('a document that breaks off', () => {
  test('gives what came before, and the line', () => {
    const { root, broken } = read('<r>\n<a>1</a>\n<b>1 2 3')
    expect(broken).toEqual({ line: 3, why: 'cut-short' })
    expect(textAt(root!, 'a')).toBe('1')
    expect(textAt(root!, 'b')).toBe('1 2 3')
    expect([at(root!, 'a')?.complete, at(root!, 'b')?.complete, root?.complete]).toEqual([true, false, false])
  })

  test('inside a tag: the piece of the tag is not taken for text', () => {
    const { root, broken } = read('<r><a>1 2</a><b lead="V1')
    expect(broken?.why).toBe('cut-short')
    expect(root?.children.map((child) => child.name)).toEqual(['a'])
    expect(root?.text).toBe('')
  })

  test('where it is no XML any more: what follows is not read', () => {
    const { root, broken } = read('<r><a>1 2 <7 3</a><b>4</b></r>')
    expect(broken).toEqual({ line: 1, why: 'malformed' })
    expect(textAt(root!, 'a')).toBe('1 2')
    expect(at(root!, 'b')).toBeUndefined()
    expect(read('<r><a>1</b></r>').broken?.why).toBe('malformed')
  })

  test('a control character or an unknown entity harms a word, not the document', () => {
    const { root, broken } = read('<r><name>A\u0001B &ouml; C</name><b>4</b></r>')
    expect(broken).toBeNull()
    expect(textAt(root!, 'name')).toBe('A\u0001B &ouml; C')
    expect(textAt(root!, 'b')).toBe('4')
  })

  test('zero bytes before and after the document do not matter', () => {
    expect(read('\n\0<?xml version="1.0"?><r>1</r>\0\0\n')).toMatchObject({
      root: { text: '1' },
      broken: null,
    })
  })

  test('nothing at all has no root', () => {
    for (const text of ['', 'no xml', '<', '<!-- -->']) expect(read(text).root).toBeNull()
  })
})

describe('hostile documents', () => {
  test('a billion laughs stay one entity', () => {
    const levels = Array.from({ length: 9 }, (_, i) => `<!ENTITY lol${i + 1} "${`&lol${i};`.repeat(10)}">`)
    const { root, broken } = read(
      `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol0 "lol">${levels.join('')}]><lolz>&lol9; <a b="&lol9;"/></lolz>`,
    )
    expect(broken).toBeNull()
    expect(root?.text).toBe('&lol9; ')
    expect(attribute(at(root!, 'a'), 'b')).toBe('&lol9;')
  })

  test('an external entity is not fetched', () => {
    const { root } = read('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>')
    expect(root?.text).toBe('&x;')
  })

  test('a document type without entities is passed over', () => {
    expect(read('<!DOCTYPE RestingECG SYSTEM "restecg.dtd"><r>1</r>')).toMatchObject({
      root: { text: '1' },
      broken: null,
    })
  })

  test('depth, elements, attributes and bytes are bounded', () => {
    expect(read('<a>'.repeat(XML_DEPTH_MAX + 1)).broken?.why).toBe('too-large')
    expect(read(`<r>${'<a/>'.repeat(XML_ELEMENTS_MAX)}</r>`).broken?.why).toBe('too-large')
    const many = Array.from({ length: XML_ATTRIBUTES_MAX + 1 }, (_, i) => `a${i}=""`).join(' ')
    expect(read(`<r ${many}>1</r>`)).toMatchObject({ root: null, broken: { why: 'too-large' } })
    expect(readXml(new Uint8Array(XML_BYTES_MAX + 1)).broken?.why).toBe('too-large')
  })

  test('a document that is wrong at every character is given up, not complained of for ever', () => {
    expect(read(`<r><a>1</a>${'\u0001'.repeat(2_000_000)}</r>`).broken).toEqual({ line: 1, why: 'malformed' })
    const { root, broken } = read(`<r><a>1</a><b ${'='.repeat(2_000_000)}></b></r>`)
    expect(broken?.why).toBe('malformed')
    expect(textAt(root!, 'a')).toBe('1')
    expect(xmlRootName(bytes(`<${'&'.repeat(2_000_000)}`))).toBeNull()
  })

  test('names of the language itself are names like others', () => {
    const { root } = read('<r __proto__="1" constructor="2"><toString>3</toString></r>')
    expect(attribute(root!, '__proto__')).toBe('1')
    expect(textAt(root!, 'toString')).toBe('3')
    expect(textAt(root!, 'valueOf')).toBe('')
  })
})

describe('the root by the first bytes', () => {
  test('behind a declaration, a document type and comments', () => {
    const start = `<?xml version="1.0"?><!DOCTYPE x SYSTEM "x.dtd">${`<!-- ${'c'.repeat(60)} -->`.repeat(40)}`
    expect(xmlRootName(bytes(`${start}<hl7:AnnotatedECG a=`))).toBe('AnnotatedECG')
  })

  test('behind a comment with a character that XML does not allow', () => {
    expect(xmlRootName(bytes('<!-- a\u0001b --><RestingECG>'))).toBe('RestingECG')
  })

  test('none in what is no XML', () => {
    for (const text of ['', '0       ', 'I,II\n1,2', '<', '< 3', '<!DOCTYPE x [']) {
      expect(xmlRootName(bytes(text))).toBeNull()
    }
    expect(xmlRootName(Uint8Array.from({ length: 4096 }, (_, i) => (i * 37) % 256))).toBeNull()
  })
})
