import { describe, expect, test, vi, beforeEach, afterEach } from 'vitest'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { DraftKeeping, draftSettled, KEEP_WITHIN_MS, type KeepingState } from './draft-keeping.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const machine = {
  nowMs: () => Date.now(),
  later: (act: () => void, ms: number) => {
    const timer = setTimeout(act, ms)
    return () => clearTimeout(timer)
  },
}

function desk(save?: (value: string) => Promise<Outcome<null>>) {
  const kept: string[] = []
  const states: KeepingState[] = []
  const keeping = new DraftKeeping<string>(
    'encounter:one',
    save ?? (async (value) => (kept.push(value), good(null))),
    (state) => states.push(state),
    machine,
  )
  return { kept, states, keeping }
}

describe('a draft while it is typed', () => {
  test('is kept within 300 ms of the first keystroke, however long somebody goes on typing', async () => {
    const { kept, keeping } = desk()
    for (let ms = 0; ms < 900; ms += 30) {
      keeping.offer(`typed for ${ms} ms`)
      await vi.advanceTimersByTimeAsync(30)
    }
    expect(KEEP_WITHIN_MS).toBeLessThanOrEqual(300)
    expect(kept.length).toBeGreaterThanOrEqual(3)
    expect(kept[0]).toBe('typed for 240 ms')
  })

  test('says that it waits, then when it was kept', async () => {
    const { states, keeping } = desk()
    keeping.offer('a')
    expect(states).toEqual([{ is: 'waiting' }])
    await vi.advanceTimersByTimeAsync(KEEP_WITHIN_MS)
    expect(states.at(-1)).toEqual({ is: 'kept', atMs: Date.now() })
  })

  test('is kept at once when the form is left', async () => {
    const { kept, keeping } = desk()
    keeping.offer('half a wor')
    await keeping.flush()
    expect(kept).toEqual(['half a wor'])
    await vi.advanceTimersByTimeAsync(1000)
    expect(kept).toHaveLength(1)
  })

  test('never has two saves on their way, and the newest text is the last', async () => {
    const kept: string[] = []
    let running = 0
    const { keeping } = desk(async (value) => {
      expect(++running).toBe(1)
      await new Promise((done) => setTimeout(done, 400))
      running -= 1
      kept.push(value)
      return good(null)
    })
    keeping.offer('one')
    await vi.advanceTimersByTimeAsync(300)
    keeping.offer('two')
    keeping.offer('three')
    const flushed = keeping.flush()
    await vi.advanceTimersByTimeAsync(1000)
    await flushed
    expect(kept).toEqual(['one', 'three'])
  })

  test('that could not be kept says why, and is tried again with the next keystroke or by hand', async () => {
    const kept: string[] = []
    let room = false
    const { states, keeping } = desk(async (value) => {
      if (!room) return bad('storage-full', 'No room.', 'Make room.')
      kept.push(value)
      return good(null)
    })
    keeping.offer('one')
    await vi.advanceTimersByTimeAsync(KEEP_WITHIN_MS)
    expect(states.at(-1)).toMatchObject({ is: 'not-kept', problem: { code: 'storage-full' } })
    room = true
    await keeping.flush()
    expect(kept).toEqual(['one'])
    expect(states.at(-1)).toMatchObject({ is: 'kept' })
  })

  test('is not lost when the keeper is silent', async () => {
    const { states, keeping } = desk(() => Promise.reject(new Error('worker gone')))
    keeping.offer('one')
    await keeping.flush()
    expect(states.at(-1)).toMatchObject({ is: 'not-kept', problem: { code: 'keeper-silent' } })
  })

  test('is not kept again once it is signed', async () => {
    const { kept, keeping } = desk()
    keeping.offer('one')
    await keeping.flush()
    await keeping.end()
    keeping.offer('a late keystroke')
    await keeping.flush()
    await vi.advanceTimersByTimeAsync(1000)
    expect(kept).toEqual(['one'])
  })

  test('is a draft again when signing did not succeed', async () => {
    const { kept, keeping } = desk()
    keeping.offer('one')
    await keeping.flush()
    await keeping.end()
    keeping.resume('one')
    await vi.advanceTimersByTimeAsync(KEEP_WITHIN_MS)
    expect(kept).toEqual(['one', 'one'])
  })

  test('that is opened again waits for the save that was on its way', async () => {
    let done = false
    const { keeping } = desk(async () => {
      await new Promise((ready) => setTimeout(ready, 100))
      done = true
      return good(null)
    })
    keeping.offer('one')
    void keeping.flush()
    const settled = draftSettled('encounter:one').then(() => done)
    await vi.advanceTimersByTimeAsync(100)
    expect(await settled).toBe(true)
  })
})
