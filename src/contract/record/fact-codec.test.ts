import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FactBody, FactDraft, FactHeader } from '#domain/record/fact.ts'
import { base64url, fromBase64url } from './base64url.ts'
import {
  checkDraft,
  decodeBody,
  decodeHeader,
  decodeSignedFact,
  encodeBody,
  encodeHeader,
  encodeSignedFact,
} from './fact-codec.ts'

interface Vectors {
  readonly key: { readonly seed: string; readonly public: string; readonly fingerprint: string }
  readonly facts: readonly {
    readonly name: string
    readonly header: FactHeader
    readonly body: FactBody
    readonly erased: boolean
    readonly salt: string
    readonly headerBytes: string
    readonly id: string
    readonly signature: string
    readonly bodyBytes: string
    readonly signedFact: string
  }[]
  readonly refused: readonly { readonly name: string; readonly headerBytes: string }[]
  readonly newer: readonly { readonly name: string; readonly headerBytes: string; readonly version: number }[]
}
const vectors = JSON.parse(readFileSync(new URL('vectors.json', import.meta.url), 'utf8')) as Vectors

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'))
function signedOf(text: string) {
  const signed = decodeSignedFact(bytes(text))
  if (!signed.ok) throw new Error(signed.problem.message)
  return signed.value
}
const hex = (of: Uint8Array) => Buffer.from(of).toString('hex')
const sha256 = (of: Uint8Array) => new Uint8Array(createHash('sha256').update(of).digest())
const privateKey = createPrivateKey({
  key: Buffer.from(`302e020100300506032b657004220420${vectors.key.seed}`, 'hex'),
  format: 'der',
  type: 'pkcs8',
})
const publicKey = createPublicKey({
  key: Buffer.from(`302a300506032b6570032100${vectors.key.public}`, 'hex'),
  format: 'der',
  type: 'spki',
})

describe('the vectors', () => {
  test.each(vectors.facts.map((fact) => [fact.name, fact] as const))('%s', (_, fact) => {
    expect(hex(encodeHeader(fact.header))).toBe(fact.headerBytes)
    expect(decodeHeader(bytes(fact.headerBytes))).toEqual({ ok: true, value: fact.header })
    expect(base64url(sha256(bytes(fact.headerBytes)))).toBe(fact.id)
    expect(hex(sign(null, bytes(fact.headerBytes), privateKey))).toBe(fact.signature)
    expect(verify(null, bytes(fact.headerBytes), publicKey, bytes(fact.signature))).toBe(true)
    expect(hex(encodeBody(fact.body, bytes(fact.salt)))).toBe(fact.bodyBytes)
    expect(decodeBody(bytes(fact.bodyBytes))).toEqual(fact.body)
    expect(base64url(sha256(bytes(fact.bodyBytes)))).toBe(fact.header.bodyHash)
    const signed = decodeSignedFact(bytes(fact.signedFact))
    expect(signed).toEqual({
      ok: true,
      value: {
        header: bytes(fact.headerBytes),
        signature: bytes(fact.signature),
        body: fact.erased ? null : bytes(fact.bodyBytes),
      },
    })
    if (signed.ok) expect(hex(encodeSignedFact(signed.value))).toBe(fact.signedFact)
  })

  test('the facts of the vectors are one chain of one device until its name changes', () => {
    for (const [i, { header }] of vectors.facts.entries())
      expect([header.seq, header.prev]).toEqual([i + 1, i === 0 ? null : vectors.facts[i - 1]!.id])
  })

  test.each(vectors.refused)('refused: $name', ({ headerBytes }) => {
    const outcome = decodeHeader(bytes(headerBytes))
    expect(outcome.ok || outcome.problem.code).toBe('fact-header-unreadable')
  })

  test.each(vectors.newer)('of a newer app, kept and forwarded: $name', ({ headerBytes, version }) => {
    const outcome = decodeHeader(bytes(headerBytes))
    const { subject, scope, device, seq, prev, hlc } = vectors.facts[1]!.header
    expect(outcome).toMatchObject({ ok: false, problem: { code: 'fact-newer', details: { version } } })
    expect(outcome).toHaveProperty('newer', { v: version, subject, scope, device, seq, prev, hlc })
  })
})

describe('whatever the bytes', () => {
  const header = fc.constantFrom(...vectors.facts.map(({ headerBytes }) => bytes(headerBytes)))

  test('a header with one byte changed is refused, newer, or another header; never the same, never a crash', () => {
    fc.assert(
      fc.property(header, fc.nat(), fc.integer({ min: 1, max: 255 }), (whole, at, by) => {
        const changed = whole.slice()
        changed[at % whole.length]! ^= by
        const outcome = decodeHeader(changed)
        if (outcome.ok) expect(hex(encodeHeader(outcome.value))).toBe(hex(changed))
        else expect(outcome.problem.code).toMatch(/^fact-(header-unreadable|newer)$/)
      }),
      { numRuns: 2000 },
    )
  })

  test('a header whose map has a list for a key is refused', () => {
    const whole = bytes(
      vectors.facts.find(({ name }) => name.startsWith('the signing key of a nurse'))!.headerBytes,
    )
    for (const by of [24, 56, 171]) {
      const changed = whole.slice()
      changed[65]! ^= by
      expect(decodeHeader(changed)).toMatchObject({ ok: false, problem: { code: 'fact-header-unreadable' } })
    }
  })

  test('a body of any bytes is read as something, with no depth and no size that ends the app', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (junk) => {
        expect(decodeBody(junk)).toBeTypeOf('object')
      }),
    )
    expect(decodeBody(new Uint8Array(400_000).fill(0x81))).toEqual({})
    expect(decodeBody(new Uint8Array(600_000).fill(0xa0))).toEqual({})
  })

  test('a fraction, bytes or a prototype in a body make it say nothing', () => {
    const salted = (plain: string) => bytes('00'.repeat(16) + plain)
    expect(decodeBody(salted('a16576616c756501'))).toEqual({ value: 1 })
    expect(decodeBody(salted('a16576616c7565f93e00'))).toEqual({})
    expect(decodeBody(salted('a16576616c75654101'))).toEqual({})
    expect(decodeBody(salted('a1695f5f70726f746f5f5fa0'))).toEqual({})
    expect(decodeBody(salted('a10101'))).toEqual({})
  })

  test('a container that is cut, padded or holds a short signature is refused', () => {
    const whole = bytes(vectors.facts[0]!.signedFact)
    for (const wrong of [
      whole.slice(0, -1),
      Uint8Array.of(...whole, 0),
      Uint8Array.of(0x83, 0x40, 0x40, 0xf6),
    ])
      expect(decodeSignedFact(wrong)).toMatchObject({
        ok: false,
        problem: { code: 'fact-header-unreadable' },
      })
  })

  test('a container has one form: whatever else is written is refused', () => {
    const { header, signature, body } = signedOf(vectors.facts[0]!.signedFact)
    const wide = (part: Uint8Array) => Uint8Array.of(0x5a, 0, 0, part.length >> 8, part.length & 255, ...part)
    const narrow = (part: Uint8Array<ArrayBuffer>) =>
      encodeSignedFact({ header: part, signature, body: null }).slice(1, -67)
    const parts = [header, signature, body!]
    expect(decodeSignedFact(Uint8Array.of(0x83, ...parts.flatMap((part) => [...narrow(part)]))).ok).toBe(true)
    for (const i of [0, 1, 2]) {
      const written = parts.flatMap((part, at) => [...(at === i ? wide(part) : narrow(part))])
      expect(decodeSignedFact(Uint8Array.of(0x83, ...written)).ok).toBe(false)
    }
    const bodiless = encodeSignedFact({ header, signature, body: null })
    expect(decodeSignedFact(Uint8Array.of(...bodiless.slice(0, -1), 0xf8, 22)).ok).toBe(false)
    expect(decodeSignedFact(Uint8Array.of(0x98, 3, ...bodiless.slice(1))).ok).toBe(false)
    expect(decodeSignedFact(Uint8Array.of(0x9f, ...bodiless.slice(1), 0xff)).ok).toBe(false)
  })

  test('a container with any byte changed is refused, or is just what it says', () => {
    const whole = bytes(vectors.facts[0]!.signedFact)
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const altered = whole.map((was, i) => (i === at ? byte : was))
        const signed = decodeSignedFact(altered)
        expect(!signed.ok || hex(encodeSignedFact(signed.value)) === hex(altered)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  test('base64url and back, and nothing but its own form', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (some) => {
        expect(base64url(some)).toBe(Buffer.from(some).toString('base64url'))
        expect(fromBase64url(base64url(some))).toEqual(new Uint8Array(some))
      }),
    )
    for (const wrong of ['A', 'AB', 'A+', 'AA==', 'AAAAA']) expect(fromBase64url(wrong)).toBeNull()
  })
})

describe('a draft', () => {
  const id = 'A'.repeat(43)
  const draft = (given: Partial<FactDraft>): FactDraft => ({
    kind: 'vitals',
    verb: 'assert',
    subject: 'person',
    body: { value: { systolicMmHg: [120, 0] } },
    ...given,
  })
  const path = (given: Partial<FactDraft>) => {
    const outcome = checkDraft(draft(given))
    return outcome.ok ? 'good' : `${outcome.problem.code} ${String(outcome.problem.details.path)}`
  }
  const value = { systolicMmHg: [120, 0] }
  const reason = { code: 'mistaken', text: '' } as const

  test('is taken as it is, its text as NFC, its empty fields left out', () => {
    const outcome = checkDraft(
      draft({
        body: {
          value: { ...value, diastolicMmHg: undefined, remark: 'cafe\u0301' },
          source: { origin: 'entered', by: '' },
        },
      }),
    )
    expect(outcome).toMatchObject({ ok: true })
    if (outcome.ok)
      expect(outcome.value.body).toStrictEqual({
        value: { ...value, remark: 'caf\u00e9' },
        source: { origin: 'entered', by: '' },
      })
  })

  test.each<[string, Partial<FactDraft>, string]>([
    ['an unknown kind', { kind: 'gene-panel' }, 'fact-kind-unknown undefined'],
    [
      'a value of another shape',
      { body: { value: { systolicMmHg: 120 } } },
      'fact-invalid value.systolicMmHg',
    ],
    [
      'a field that no schema knows',
      { body: { value: { ...value, sistolic: 1 } } },
      'fact-invalid value.sistolic',
    ],
    ['a part that no body has', { body: { value, colour: 'red' } as FactBody }, 'fact-invalid colour'],
    ['no value', { body: {} }, 'fact-invalid value'],
    ['nobody it is about', { subject: '' }, 'fact-invalid subject'],
    [
      'a day that does not exist',
      { at: { value: '2026-02-30', precision: 'day', utcOffsetMin: 0 } },
      'fact-invalid at',
    ],
    [
      'a precision that is not that of the time',
      { at: { value: '2026', precision: 'day', utcOffsetMin: 0 } },
      'fact-invalid at',
    ],
    ['a name that is no fact', { refs: ['x'] }, 'fact-invalid refs'],
    ['one fact named twice', { refs: [id, id] }, 'fact-invalid refs'],
    ['an amendment of nothing', { verb: 'amend' }, 'fact-invalid refs'],
    ['an assertion with a reason', { body: { value, reason } }, 'fact-invalid reason'],
    ['a retraction without reason', { verb: 'retract', refs: [id], body: {} }, 'fact-invalid reason'],
    [
      'a retraction with a value',
      { verb: 'retract', refs: [id], body: { value, reason } },
      'fact-invalid value',
    ],
    ['a retraction', { verb: 'retract', refs: [id], body: { reason } }, 'good'],
    ['a signature without decision', { verb: 'sign', refs: [id], body: {} }, 'fact-invalid decision'],
    [
      'an edit without value',
      { verb: 'sign', refs: [id], body: { decision: 'edited' } },
      'fact-invalid value',
    ],
    [
      'an acceptance with a value',
      { verb: 'sign', refs: [id], body: { decision: 'accepted', value } },
      'fact-invalid value',
    ],
    [
      'a reconciliation with a value',
      { verb: 'sign', refs: [id], body: { decision: 'reconciled', value } },
      'good',
    ],
    ['a reconciliation without', { verb: 'sign', refs: [id], body: { decision: 'reconciled' } }, 'good'],
    ['a link of vital signs', { verb: 'link' }, 'fact-invalid verb'],
    ['a control character', { body: { value: { remark: 'a\u0007' } } }, 'fact-invalid value.remark'],
    [
      'a body beyond all measure',
      {
        kind: 'note',
        body: { value: { sentences: Array.from({ length: 200 }, () => ({ text: '字'.repeat(4000) })) } },
      },
      'fact-invalid value',
    ],
  ])('%s', (_, given, expected) => {
    expect(path(given)).toBe(expected)
  })

  test('a name of 200 characters of Extension B fits, one of 201 does not', () => {
    const named = (count: number) => path({ kind: 'identity', body: { value: { name: '𠮷'.repeat(count) } } })
    expect([named(200), named(201)]).toEqual(['good', 'fact-invalid value.name'])
  })

  test('only what concerns the clinic is about nobody, and a signing key always is', () => {
    const staff = { name: 'n', role: 'nurse', key: 'k', signingKey: 's', agreementKey: 'a' }
    const { subject: _, ...nobody } = draft({})
    expect(checkDraft(nobody)).toMatchObject({ ok: false, problem: { details: { path: 'subject' } } })
    expect(checkDraft({ ...nobody, kind: 'staff', body: { value: staff } }).ok).toBe(true)
    expect(path({ kind: 'staff', body: { value: staff } })).toBe('fact-invalid subject')
  })
})
