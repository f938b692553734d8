import { expect, test } from 'vitest'
import type { ImportDraft } from '#contract/fhir/chart-from-bundle.ts'
import type { Fact } from '#domain/record/fact.ts'
import { foldFacts } from '#domain/record/fold.ts'
import { actsOf, notYetImported } from './imported-before.ts'

const draft = (importKey: string, act: string | null = null): ImportDraft => ({
  importKey,
  act,
  draft: {
    kind: 'procedure',
    verb: 'assert',
    body: {
      value: { procedure: { text: '缝合' } },
      source: { origin: 'extracted', by: `FHIR ${importKey}` },
    },
  },
})

function fact(i: number, by: string, refs: readonly string[] = []): Fact {
  return {
    id: `fact${String(i).padStart(39, '0')}`,
    header: {
      v: 1,
      alg: 'Ed25519',
      key: 'key',
      device: 'tablet',
      seq: i,
      prev: null,
      hlc: { ms: i * 1000, counter: 0 },
      kind: 'procedure',
      verb: refs.length > 0 ? 'amend' : 'assert',
      subject: 'p',
      scope: 'clinic',
      refs,
      at: { value: '2026', precision: 'year', utcOffsetMin: null },
      bodyHash: '',
    },
    body: { value: { procedure: { text: '清创' } }, source: { origin: 'extracted', by } },
  }
}

test('what an earlier import brought is not written again, also where somebody amended it since', () => {
  const first = fact(1, 'FHIR Procedure/1')
  const chart = foldFacts([first, fact(2, '', [first.id]), fact(3, 'FHIR Procedure/2')], ['p'])
  const drafts = [draft('Procedure/1'), draft('Procedure/2'), draft('Procedure/3')]
  expect(notYetImported(drafts, chart).map(({ importKey }) => importKey)).toEqual(['Procedure/3'])
})

test('each encounter is an act, what belongs to none is one more', () => {
  const drafts = [draft('1', 'a'), draft('2'), draft('3', 'b'), draft('4', 'a'), draft('5')]
  expect(actsOf(drafts).map((list) => list.map(({ importKey }) => importKey))).toEqual([
    ['1', '4'],
    ['2', '5'],
    ['3'],
  ])
})
