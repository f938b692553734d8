import { expect, test } from 'vitest'
import { safeCsv } from './safe-csv.ts'
import { cellText } from './table.ts'

test('cells that a spreadsheet would work out are quoted, and come back as they were', () => {
  for (const cell of ['=1+1', '+86 138', '-5', '@SUM(A1)']) {
    expect(safeCsv([[cell]])).toBe(`\ufeff'${cell}\r\n`)
    expect(cellText(`'${cell}`)).toBe(cell)
  }
})

test('commas, quotation marks and line breaks stay in their cell', () => {
  expect(safeCsv([['a,b', 'say "hi"', 'x\ny', '王']])).toBe('\ufeff"a,b","say ""hi""","x\ny",王\r\n')
})
