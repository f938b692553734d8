import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { chartFromBundle } from './chart-from-bundle.ts'
import { TODAY } from './facts.fixture.ts'

/** Any file is answered: with people, or with the reason. Never with an exception, whatever stands where. */
const SOUND = readFileSync(new URL('./fixtures/from-elsewhere.fhir', import.meta.url), 'utf8')

/** A path into the tree by numbers; each number chooses among the children there. */
function changed(node: unknown, path: readonly number[], put: (at: unknown) => unknown): unknown {
  if (path.length === 0 || typeof node !== 'object' || node === null) return put(node)
  const keys = Object.keys(node)
  if (keys.length === 0) return put(node)
  const key = keys[path[0]! % keys.length]!
  const child = changed((node as Record<string, unknown>)[key], path.slice(1), put)
  if (Array.isArray(node)) return node.map((each: unknown, i) => (String(i) === key ? child : each))
  return { ...node, [key]: child }
}

test('a bundle with anything in any place', () => {
  const paths = fc.array(fc.nat(30), { minLength: 1, maxLength: 12 })
  const strange = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom('#', 'Patient/', 'urn:uuid:', '2026-99-99', '', '<div>', -1e300, [], {}, [[]], null),
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(paths, strange), { minLength: 1, maxLength: 6 }), (changes) => {
      let tree: unknown = JSON.parse(SOUND)
      for (const [path, value] of changes) tree = changed(tree, path, () => value)
      const outcome = chartFromBundle(JSON.stringify(tree), { today: TODAY })
      expect(outcome.ok || outcome.problem.cure.length > 0).toBe(true)
    }),
    { numRuns: 400 },
  )
})

test('a bundle cut off anywhere, and one with a wrong character', () => {
  fc.assert(
    fc.property(fc.nat(SOUND.length), fc.string({ maxLength: 3 }), (at, put) => {
      for (const text of [SOUND.slice(0, at), SOUND.slice(0, at) + put + SOUND.slice(at + 1)]) {
        const outcome = chartFromBundle(text, { today: TODAY })
        expect(outcome.ok || outcome.problem.code).toBeTruthy()
      }
    }),
    { numRuns: 200 },
  )
})

test('one sign too many in the extensions of a person, references in a circle', () => {
  const circle = `{"resourceType": "Bundle", "type": "collection", "entry": [
    {"resource": {"resourceType": "Encounter", "id": "e", "status": "finished", "subject": {"reference": "Encounter/e"}, "encounter": {"reference": "Encounter/e"}}},
    {"resource": {"resourceType": "Patient", "id": "p", "name": [{"text": "X"}], "extension": [null, 1, "x", {"url": 3}]}}]}`
  const outcome = chartFromBundle(circle, { today: TODAY })
  expect(outcome.ok && outcome.value.ignored.map(({ why }) => why.code)).toEqual(['fhir-about-nobody'])
})
