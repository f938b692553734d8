import { describe, expect, test } from 'vitest'
import { parseLabels } from './labels.ts'

const parse = (text: string) => parseLabels(new TextEncoder().encode(text), ['N', 'A', 'O', '~'])

describe('a list of labels', () => {
  test('gives each file its label; without patients each file is its own', () => {
    expect(parse('file,label\na.hea,N\nb.hea,~\n')).toEqual({
      ok: true,
      value: [
        { file: 'a.hea', label: 'N', patient: 'a.hea', site: null, group: null },
        { file: 'b.hea', label: '~', patient: 'b.hea', site: null, group: null },
      ],
    })
  })
  test('may have a column a class, and patients, sites and groups', () => {
    expect(
      parse('\uFEFFpatient,file,N,A,O,~,site,group\r\np1,a.hea,0,1,0,0,east,"over 65, men"\r\n'),
    ).toMatchObject({
      ok: true,
      value: [{ label: 'A', patient: 'p1', site: 'east', group: 'over 65, men' }],
    })
  })
  test.each([
    ['names a label nobody knows', 'file,label\na.hea,AF\n', /line 2: "AF" is not one of/],
    ['has two classes set', 'file,N,A,O,~\na.hea,1,1,0,0\n', /"N,A" is not one of/],
    ['leads out of its folder', 'file,label\n../a.hea,N\n', /leads out of the folder/],
    ['has no label column', 'file,diagnosis\na.hea,N\n', /needs the columns/],
    ['has no row', 'file,label\n', /has no row/],
  ])('is refused when it %s', (_, text, message) => {
    const result = parse(text)
    expect(result).toMatchObject({
      ok: false,
      problem: { code: 'labels-invalid', message: expect.stringMatching(message) as string },
    })
  })
})
