import fc from 'fast-check'
import { expect, test } from 'vitest'
import { narrativeText, toNarrative } from './narrative.ts'

test('words come back as they were, whatever they look like', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
      expect(narrativeText(toNarrative(text).div)).toBe(text)
    }),
  )
})

test('words that look like markup stay words', () => {
  expect(toNarrative('<script>alert(1)</script>').div).not.toContain('<script')
  expect(narrativeText('<div><p>头晕 &lt;script&gt;alert(1)&lt;/script&gt;</p></div>')).toBe(
    '头晕 <script>alert(1)</script>',
  )
})

test('paragraphs, lists and tables of others become lines', () => {
  const div =
    '<div>\n <p>主诉:<br/>咳嗽</p><ul><li>3 天</li><li>无痰</li></ul><table><tr><td>血压</td><td>120/80</td></tr></table></div>'
  expect(narrativeText(div)).toBe('主诉:\n咳嗽\n- 3 天\n- 无痰\n血压 120/80')
})
