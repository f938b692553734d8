import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ROWS_MAX } from '#contract/roster/limits.ts'
import type { RosterChoice } from './read-roster.ts'
import { readTable } from './read-roster.ts'
import { plainNumber } from './read-xlsx.ts'
import { zipStored } from './zip.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const fixture = (name: string) => new Uint8Array(readFileSync(new URL(`./fixtures/${name}`, import.meta.url)))

async function read(bytes: Uint8Array<ArrayBuffer>, choice?: RosterChoice) {
  const outcome = await readTable(bytes, choice)
  if (!outcome.ok) throw new Error(outcome.problem.message)
  return outcome.value
}
async function refusal(bytes: Uint8Array<ArrayBuffer>, choice?: RosterChoice) {
  const outcome = await readTable(bytes, choice)
  return outcome.ok ? null : outcome.problem.code
}

function utf16(text: string, isLittle: boolean, withMark: boolean): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(text.length * 2))
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), isLittle)
  const mark = withMark ? (isLittle ? [0xff, 0xfe] : [0xfe, 0xff]) : []
  return new Uint8Array([...mark, ...new Uint8Array(view.buffer)])
}

const LIST = '姓名,性别\r\n王小明,男\r\n"欧阳\n小兰",女\r\n'
const CELLS = [
  ['王小明', '男'],
  ['欧阳\n小兰', '女'],
]

describe('a list in CSV', () => {
  test.each([
    ['UTF-8', bytesOf(LIST), 'utf-8'],
    ['UTF-8 with a mark', bytesOf(`\ufeff${LIST}`), 'utf-8'],
    ['UTF-16 LE', utf16(LIST, true, false), 'utf-16le'],
    ['UTF-16 LE with a mark', utf16(LIST, true, true), 'utf-16le'],
    ['UTF-16 BE', utf16(LIST, false, false), 'utf-16be'],
    ['UTF-16 BE with a mark', utf16(LIST, false, true), 'utf-16be'],
  ])('in %s is recognised', async (_, bytes, encoding) => {
    const { table, how } = await read(bytes)
    expect(how).toEqual({ is: 'csv', encoding })
    expect(table.columns).toEqual(['姓名', '性别'])
    expect(table.rows.map(({ cells }) => cells)).toEqual(CELLS)
  })

  test.each(['pupils-gbk.csv', 'pupils-gb18030.csv'])(
    '%s, as Excel in China saves it, is recognised',
    async (name) => {
      const { table, how } = await read(fixture(name))
      expect(how).toEqual({ is: 'csv', encoding: 'gb18030' })
      expect(table.columns).toEqual(['姓名', '性别', '出生日期', '身份证号', '电话'])
      expect(table.rows[1]!.cells[0]).toMatch(/^[王𠮷]小明\n（小名：明明）$/u)
      expect(table.rows[1]!.cells[3]).toBe('430124201412311014')
    },
  )

  test.each([
    ['semicolons', '姓名;性别;地址\n王小明;男;"某村; 3 组"'],
    ['tabs', '姓名\t性别\t地址\n王小明\t男\t某村; 3 组'],
    ['Chinese commas', '姓名，性别，地址\n王小明，男，某村; 3 组'],
  ])('separated by %s has three columns', async (_, text) => {
    const { table } = await read(bytesOf(text))
    expect(table.rows[0]!.cells).toEqual(['王小明', '男', '某村; 3 组'])
  })

  test('a title above the headings and empty rows are passed over, the numbers of rows stay', async () => {
    const { table } = await read(
      bytesOf('中心小学学生名册,,\n\n姓名,性别,班级\n王小明,男,2班\n,,\n李四,男,1班'),
    )
    expect(table.columns).toEqual(['姓名', '性别', '班级'])
    expect(table.rows.map(({ row, cells }) => [row, cells[0]])).toEqual([
      [4, '王小明'],
      [6, '李四'],
    ])
  })

  test('cells that look like formulas are words', async () => {
    const { table } = await read(bytesOf('姓名,电话\n=1+1,@SUM(A1)\n+86 138,-5\n\'=HYPERLINK("x"),="0012"'))
    expect(table.rows.map(({ cells }) => cells)).toEqual([
      ['=1+1', '@SUM(A1)'],
      ['+86 138', '-5'],
      ['=HYPERLINK("x")', '0012'],
    ])
  })

  test('text that is not in the chosen encoding is refused with the cure', async () => {
    expect(await refusal(fixture('pupils-gbk.csv'), { encoding: 'utf-8' })).toBe('roster-encoding-unfit')
  })

  test('bytes that are no text are refused', async () => {
    const picture = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])
    expect(await refusal(picture)).toBe('roster-encoding-unknown')
    expect(await refusal(new Uint8Array())).toBe('roster-file-empty')
    expect(await refusal(bytesOf('姓名,性别\n'))).toBe('roster-file-empty')
  })

  test('a quotation mark that nobody closes is named with its row, not swallowed with the rest', async () => {
    const outcome = await readTable(bytesOf('姓名,性别\n王小明,男\n"李四,男\n张三,女\n'))
    expect(outcome.ok ? null : outcome.problem).toMatchObject({
      code: 'roster-quote-open',
      details: { row: 3 },
    })
  })

  test('more rows and more columns than a list of people has are refused', async () => {
    const many = `姓名,性别\n${'王小明,男\n'.repeat(ROWS_MAX + 100)}`
    expect(await refusal(bytesOf(many))).toBe('roster-too-many-rows')
    expect(await refusal(bytesOf(`姓名,性别\n${'x,'.repeat(150)}x`))).toBe('roster-too-many-columns')
  })
})

describe('a list in XLSX', () => {
  test('made by openpyxl: the chosen sheet, dates as days, numbers as digits, formulas without a value said', async () => {
    const first = await read(fixture('pupils-openpyxl.xlsx'))
    expect(first.how).toEqual({ is: 'xlsx', sheet: '说明', sheets: ['说明', '学生'] })
    const { table, warnings } = await read(fixture('pupils-openpyxl.xlsx'), { sheet: '学生' })
    expect(table.columns).toEqual([
      '姓名',
      '性别',
      '出生日期',
      '身份证号',
      '联系电话',
      '学校',
      '年级',
      '班级',
    ])
    expect(table.rows[0]).toEqual({
      row: 3,
      cells: [
        '欧阳小兰',
        '女',
        '2015-03-01',
        '430124201503018120',
        '13800001234',
        '中心小学',
        '三年级',
        '2班',
      ],
    })
    expect(table.rows[2]!.cells).toEqual([
      '𠮷田花',
      '女',
      '2015-07-09',
      '430124201507091026',
      '',
      '中心小学',
      '4',
      '1',
    ])
    expect(warnings).toMatchObject([{ code: 'roster-formulas-unsaved', details: { count: 2 } }])
  })

  test('made by XlsxWriter: Chinese date formats, saved values of formulas, a cell with an error', async () => {
    const { table, warnings } = await read(fixture('pupils-xlsxwriter.xlsx'))
    expect(table.rows.map(({ cells }) => cells)).toEqual([
      ['欧阳小兰', 'F', '2015-03-01', '2026001', '3-1'],
      ['王小明', 'M', '2014-12-31', '2026002', '3-2'],
      ['𠮷田花', 'F', '2015-07-09', '2026003', '3-3'],
    ])
    expect(warnings.map(({ code, details }) => [code, details['count']])).toEqual([
      ['roster-formulas', 4],
      ['roster-cell-errors', 1],
    ])
  })

  test('a sheet that is not there is said', async () => {
    expect(await refusal(fixture('pupils-openpyxl.xlsx'), { sheet: 'x' })).toBe('roster-sheet-missing')
  })

  test('a value far below, far to the right, and a million empty rows fill no memory', async () => {
    const cell = (place: string) => `<c r="${place}" t="inlineStr"><is><t>x</t></is></c>`
    expect(await refusal(workbook(`<row r="1048576">${cell('A1048576')}</row>`))).toBe('roster-too-many-rows')
    expect(await refusal(workbook(`<row r="2">${cell('XFD2')}</row>`))).toBe('roster-too-many-columns')
    const styled = '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    const { table } = await read(
      workbook(`<row r="1">${cell('A1')}</row><row r="2">${cell('A2')}</row>${styled}`),
    )
    expect(table.rows.length).toBe(1)
  })

  test.each([
    ['cut short', (bytes: Uint8Array<ArrayBuffer>) => bytes.slice(0, 3000)],
    [
      'with a wrong directory',
      (bytes: Uint8Array<ArrayBuffer>) => bytes.fill(0xff, bytes.length - 600, bytes.length - 22),
    ],
    [
      'with a wrong offset',
      (bytes: Uint8Array<ArrayBuffer>) => bytes.fill(0xff, bytes.length - 6, bytes.length - 2),
    ],
    ['with bytes overwritten', (bytes: Uint8Array<ArrayBuffer>) => bytes.fill(0x55, 40, 4500)],
  ])('%s it is damaged, and no more', async (_, hurt) => {
    expect(await refusal(hurt(fixture('pupils-openpyxl.xlsx')))).toBe('roster-damaged')
  })

  test('the form of before 2007 is named, not guessed at', async () => {
    expect(await refusal(new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]))).toBe(
      'roster-old-excel',
    )
  })
})

test.each([
  ['13800001234', '13800001234'],
  ['1.3800001234E10', '13800001234'],
  ['4.30124201503018E+17', '430124201503018000'],
  ['430124201503018120', '430124201503018120'],
  ['36.600000000000001', '36.6'],
  ['007', '7'],
])('the number %s of a cell reads %s', (written, text) => {
  expect(plainNumber(written)).toBe(text)
})

const SHEET = 'xl/worksheets/sheet1.xml'

function parts(rows: string) {
  const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet'
  return {
    'xl/workbook.xml': '<workbook><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="rId1" Type="${relation}" Target="worksheets/sheet1.xml"/></Relationships>`,
    [SHEET]: `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
  }
}

function workbook(rows: string): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(parts(rows)).map(([name, text]) => ({ name, bytes: bytesOf(text) }))
  return new Uint8Array(zipStored(entries))
}
