import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Opened } from './place.contract.ts'

interface Account {
  readonly name: string
  readonly roles: readonly string[]
}

export function shelvesContract(opened: Opened): void {
  const accounts = () => opened.store.shelf<Account>('accounts')
  const HUA = { name: '华', roles: ['nurse'] }

  describe('shelves', () => {
    test('keep what was put, and nothing that was not yet answered', async () => {
      const put = accounts().put({ hua: HUA })
      expect(accounts().get('hua')).toBeNull()
      await put
      expect(accounts().get('hua')).toEqual(HUA)
      await opened.reopened()
      expect(accounts().get('hua')).toEqual(HUA)
      expect(opened.store.shelf('tokens').get('hua')).toBeNull()
    })

    test('put several keys at once, null removes, and unfit values change nothing', async () => {
      await accounts().put({ hua: HUA, min: { name: 'Min', roles: [] } })
      await accounts().put({ hua: null, li: { name: 'Li', roles: ['keeper'] } })
      const unfit = { hua: HUA, min: new Uint8Array(3) } as unknown as Record<string, Account>
      expect(() => void accounts().put(unfit)).toThrow(/JSON/)
      await opened.reopened()
      expect([...accounts().all().keys()]).toEqual(['li', 'min'])
    })

    test('give values that nobody can alter behind their back', async () => {
      const mine = { name: 'Hua', roles: ['nurse'] }
      await accounts().put({ hua: mine })
      mine.roles.push('keeper')
      const given = accounts().get('hua') as unknown as { roles: string[] }
      expect(() => given.roles.push('keeper')).toThrow()
      expect(accounts().get('hua')!.roles).toEqual(['nurse'])
    })

    test('say the same in memory and after opening again, whatever was put', async () => {
      const key = fc.constantFrom('a', 'b', 'c', '__proto__', '人')
      const change = fc.dictionary(key, fc.option(fc.jsonValue({ maxDepth: 2 })), { noNullPrototype: true })
      await fc.assert(
        fc.asyncProperty(fc.array(change, { maxLength: 5 }), async (changes) => {
          await Promise.all(changes.map((each) => opened.store.shelf('any').put(each)))
          const before = new Map(opened.store.shelf('any').all())
          const after = (await opened.reopened()).shelf('any').all()
          expect(new Map([...after])).toEqual(before)
        }),
        { numRuns: 10 },
      )
    })
  })

  describe('streams', () => {
    const piece = (text: string) => ({ bytes: new Uint8Array(Buffer.from(text)), by: 'key', atMs: 5 })
    const texts = async (stream: string, after?: number) =>
      (await opened.store.streams.read(stream, after)).map(({ n, bytes }) => [
        n,
        Buffer.from(bytes).toString(),
      ])

    test('number their pieces, each on its own', async () => {
      const { streams } = opened.store
      expect(await streams.append('room/a', [piece('one'), piece('two')])).toEqual([1, 2])
      expect(await streams.append('room/b', [piece('other')])).toEqual([1])
      await opened.reopened()
      expect(await opened.store.streams.append('room/a', [{ ...piece('three'), by: null }])).toEqual([3])
      expect(await texts('room/a')).toEqual([
        [1, 'one'],
        [2, 'two'],
        [3, 'three'],
      ])
      expect(await texts('room/a', 2)).toEqual([[3, 'three']])
      expect((await opened.store.streams.read('room/a')).map(({ by, atMs }) => [by, atMs])).toEqual([
        ['key', 5],
        ['key', 5],
        [null, 5],
      ])
      expect(await texts('nowhere')).toEqual([])
    })

    test('that share a commit each get their own numbers', async () => {
      const numbers = await Promise.all(
        Array.from({ length: 20 }, (_, i) => opened.store.streams.append('room', [piece(`${i}`)])),
      )
      expect(numbers.flat()).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
    })

    test('are merged up to a number, and whoever had read so far misses nothing', async () => {
      const { streams } = opened.store
      await streams.append('room', ['a', 'b', 'c', 'd'].map(piece))
      await streams.replace('room', 3, piece('abc'))
      await opened.reopened()
      expect(await texts('room')).toEqual([
        [3, 'abc'],
        [4, 'd'],
      ])
      expect(await texts('room', 3)).toEqual([[4, 'd']])
      await opened.store.streams.replace('room', 4, piece('abcd'))
      expect(await opened.store.streams.append('room', [piece('e')])).toEqual([5])
      await expect(opened.store.streams.replace('room', 9, piece('x'))).rejects.toThrow()
      expect(await texts('room')).toEqual([
        [4, 'abcd'],
        [5, 'e'],
      ])
    })

    test('are listed by how their names begin', async () => {
      const { streams } = opened.store
      for (const name of ['note/1', 'note/2', 'note%', 'notes/3', 'report/1', '人/1'])
        await streams.append(name, [piece('x')])
      expect(await streams.names('note/')).toEqual(['note/1', 'note/2'])
      expect(await streams.names('人')).toEqual(['人/1'])
      expect(await streams.names('nothing')).toEqual([])
      expect(await streams.names('')).toHaveLength(6)
    })
  })
}
