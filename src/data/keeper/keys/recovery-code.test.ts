import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openSealed, sealTo } from './agreement.ts'
import { TestMachine } from './machine.testing.ts'
import {
  newRecoveryCode,
  parseRecoveryCode,
  recoveryAgreementFromCode,
  recoveryGroups,
  recoveryQr,
  recoveryText,
} from './recovery-code.ts'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const codes = fc.uint8Array({ minLength: 16, maxLength: 16 })
const machine = new TestMachine()

function problemOf(typed: string) {
  const read = parseRecoveryCode(typed)
  if (read.ok) throw new Error('it was read')
  return { code: read.problem.code, ...read.problem.details }
}

test('every code is seven groups of four that read as the code', () => {
  fc.assert(
    fc.property(codes, (code) => {
      const groups = recoveryGroups(code)
      expect(groups).toHaveLength(7)
      for (const group of groups) expect(group).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}$/)
      expect(parseRecoveryCode(groups.join('-'))).toEqual({ ok: true, value: code })
      expect(parseRecoveryCode(recoveryQr(code))).toEqual({ ok: true, value: code })
    }),
  )
})

const PRINTED = ['1WF2', 'TF2B', 'B9MQ', 'H1WP', 'MPTC', '7MQ1', 'Y0QF']

test('a printed sheet of today is read by every later version', () => {
  const code = Uint8Array.from({ length: 16 }, (_, index) => index * 16 + 15 - index)
  expect(recoveryGroups(code)).toEqual(PRINTED)
  expect(recoveryQr(code)).toBe(`HINTERLAND-RECOVERY:1:${PRINTED.join('')}`)
})

test('capitals, O and 0, I, L and 1, spaces, dashes and full width are all one', () => {
  const code = Uint8Array.of(0, 0x44, 0, 0x44, 8, 0x42, 0x10, 0x84, 0x21, 8, 0x42, 0x10, 0xff, 1, 2, 3)
  const text = recoveryGroups(code).join('')
  const forms = [
    text.toLowerCase(),
    text.replaceAll('0', 'O').replaceAll('1', 'l'),
    text.replaceAll('0', 'o').replaceAll('1', 'I'),
    recoveryGroups(code).join(' – '),
    ` ${recoveryGroups(code).join('\n')} `,
    text.replaceAll(/./g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0)),
    `hinterland-recovery:1:${text.toLowerCase()}`,
  ]
  expect(text).toMatch(/0.*1|1.*0/)
  for (const form of forms) expect(parseRecoveryCode(form)).toEqual({ ok: true, value: code })
})

test('one wrong character is found, and its group named, wherever it stands', () => {
  fc.assert(
    fc.property(codes, fc.nat(27), fc.integer({ min: 1, max: 31 }), (code, at, by) => {
      const text = [...recoveryGroups(code).join('')]
      text[at] = ALPHABET[(ALPHABET.indexOf(text[at]!) + by) % 32]!
      expect(problemOf(text.join(''))).toEqual({
        code: 'recovery-code-group',
        group: Math.floor(at / 4) + 1,
      })
    }),
  )
})

test('two neighbours that changed places are found, and the group of the first named', () => {
  fc.assert(
    fc.property(codes, fc.nat(26), (code, at) => {
      const text = [...recoveryGroups(code).join('')]
      fc.pre(text[at] !== text[at + 1])
      ;[text[at], text[at + 1]] = [text[at + 1]!, text[at]!]
      const problem = problemOf(text.join(''))
      expect(problem.code).toBe('recovery-code-group')
    }),
  )
})

test('two wrong characters never pass for the code', () => {
  fc.assert(
    fc.property(codes, fc.nat(27), fc.nat(27), fc.nat(30), fc.nat(30), (code, one, two, byOne, byTwo) => {
      fc.pre(one !== two)
      const text = [...recoveryGroups(code).join('')]
      text[one] = ALPHABET[(ALPHABET.indexOf(text[one]!) + 1 + byOne) % 32]!
      text[two] = ALPHABET[(ALPHABET.indexOf(text[two]!) + 1 + byTwo) % 32]!
      expect(problemOf(text.join('')).code).toMatch(/^recovery-code-(group|mistyped)$/)
    }),
    { numRuns: 2000 },
  )
})

test('a character that no code has is named with its group', () => {
  const text = [...recoveryGroups(newRecoveryCode(machine)).join('')]
  text[9] = 'u'
  expect(problemOf(text.join(''))).toEqual({ code: 'recovery-code-character', group: 3, character: 'U' })
})

test('what is missing or too much is counted', () => {
  const text = recoveryGroups(newRecoveryCode(machine)).join('')
  expect(problemOf(text.slice(1))).toEqual({ code: 'recovery-code-length', count: 27 })
  expect(problemOf(`${text}0`)).toEqual({ code: 'recovery-code-length', count: 29 })
  expect(problemOf('')).toEqual({ code: 'recovery-code-length', count: 0 })
})

test('whatever is typed is answered', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (typed) => {
      expect(typeof parseRecoveryCode(typed).ok).toBe('boolean')
    }),
  )
})

test('a single group can be compared as a person typed it', () => {
  expect(recoveryText(' o1-l')).toBe('011')
})

test('what is sealed to the sheet opens with the sheet alone', async () => {
  const code = newRecoveryCode(machine)
  const { publicKey } = await recoveryAgreementFromCode(code)
  const sealed = await sealTo(publicKey, Uint8Array.of(5), 'scope', machine)
  const typed = parseRecoveryCode(recoveryGroups(code).join(' ').toLowerCase())
  if (!typed.ok) throw new Error(typed.problem.message)
  expect(await openSealed(await recoveryAgreementFromCode(typed.value), sealed, 'scope')).toEqual(
    Uint8Array.of(5),
  )
  const other = await recoveryAgreementFromCode(newRecoveryCode(machine))
  await expect(openSealed(other, sealed, 'scope')).rejects.toThrow()
})

test('a code of another length is our own mistake', () => {
  expect(() => recoveryGroups(new Uint8Array(15))).toThrow('16 bytes')
})
