import { expect, test } from 'vitest'
import { parseLabelledPictures } from './labelled-pictures.ts'

const parse = (text: string) => parseLabelledPictures(new TextEncoder().encode(text))

test('a list as `hinterland unpack` writes it, a comma in quotes and a byte order mark included', () => {
  const read = parse('\ufefffile,label,note\r\na.jpg,virus,"left, lower"\r\n\r\nb.jpg,normal\r\n')
  expect(read).toEqual({
    ok: true,
    value: {
      columns: ['file', 'label', 'note'],
      rows: [
        { file: 'a.jpg', label: 'virus', note: 'left, lower' },
        { file: 'b.jpg', label: 'normal', note: '' },
      ],
    },
  })
})

test.each([
  ['without a column of files', 'picture,label\na.jpg,normal\n'],
  ['without a row', 'file,label\n'],
  ['empty', ''],
  ['with more columns than any list has', `${['file', ...Array(70).fill('x')].join(',')}\n`],
])('%s it is refused with its cure', (_, text) => {
  const read = parse(text)
  expect(read).toMatchObject({ ok: false, problem: { code: 'film-bench-list-invalid' } })
})
