import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Updates } from './updates.ts'
import type { UpdatePhase } from './updates.ts'

/** The parts of a browser that versions go through; states change when a test says so. */
class Worker extends EventTarget {
  state = 'installing'
  readonly asked: unknown[] = []
  answer: unknown = { applied: true }

  become(state: string): void {
    this.state = state
    this.dispatchEvent(new Event('statechange'))
  }

  postMessage(question: unknown, [port]: [MessagePort]): void {
    this.asked.push(question)
    port.postMessage(this.answer)
  }
}

class Registration extends EventTarget {
  installing: Worker | null = null
  waiting: Worker | null = null
  active: Worker | null = null

  async update(): Promise<void> {}

  find(worker: Worker): void {
    this.installing = worker
    this.dispatchEvent(new Event('updatefound'))
  }
}

class Container extends EventTarget {
  controller: Worker | null = null
  registration = new Registration()
  startMessages(): void {}

  async register(): Promise<Registration> {
    return this.registration
  }
}

let container: Container
let phases: UpdatePhase[]
let reloads: number

async function start(mayUpdate = () => true): Promise<Updates> {
  return Updates.start({ mayUpdate, onPhase: (phase) => phases.push(phase), reload: () => reloads++ })
}

beforeEach(() => {
  container = new Container()
  phases = []
  reloads = 0
  vi.stubGlobal('navigator', { serviceWorker: container })
  vi.useFakeTimers({ toFake: ['setInterval'] })
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('versions', () => {
  test('a browser without service workers says so', async () => {
    vi.stubGlobal('navigator', {})
    await start()
    expect(phases).toEqual(['unsupported'])
  })

  test('the first visit stores the shell and does not reload', async () => {
    const first = new Worker()
    container.registration.installing = first
    await start()
    first.become('installed')
    container.registration.active = first
    container.dispatchEvent(new Event('controllerchange'))
    first.become('activated')
    expect(phases).toEqual(['first', 'current'])
    expect(reloads).toBe(0)
  })

  test('a new version waits until it is applied, and then the window reloads', async () => {
    container.controller = container.registration.active = new Worker()
    const updates = await start()
    expect((await updates.apply()).ok, 'nothing waits yet').toBe(false)
    const next = new Worker()
    container.registration.find(next)
    next.become('installed')
    expect(phases).toEqual(['current', 'fetching', 'ready'])
    expect(reloads, 'not by itself').toBe(0)

    container.registration.waiting = next
    expect(await updates.apply()).toEqual({ ok: true, value: null })
    expect(next.asked).toEqual([{ kind: 'apply-update' }])
    container.dispatchEvent(new Event('controllerchange'))
    expect(reloads).toBe(1)
  })

  test('a version that could not be stored whole is told as failed', async () => {
    container.controller = container.registration.active = new Worker()
    await start()
    const next = new Worker()
    container.registration.find(next)
    next.become('redundant')
    expect(phases).toEqual(['current', 'fetching', 'failed'])
  })

  test('a version replaced by a newer one while it waited has not failed', async () => {
    container.controller = container.registration.active = new Worker()
    await start()
    const next = new Worker()
    container.registration.find(next)
    next.become('installed')
    next.become('redundant')
    expect(phases).not.toContain('failed')
  })

  test('another window with something unsaved keeps a version from being applied', async () => {
    container.controller = container.registration.active = new Worker()
    const updates = await start()
    const next = new Worker()
    next.answer = { applied: false }
    container.registration.waiting = next
    const outcome = await updates.apply()
    expect(outcome.ok ? '' : outcome.problem.code).toBe('update-window-busy')
  })

  test.each([true, false])('a window asked whether it may be reloaded answers %s', async (may) => {
    await start(() => may)
    const { port1, port2 } = new MessageChannel()
    const answer = new Promise((resolve) => (port1.onmessage = ({ data }: MessageEvent) => resolve(data)))
    container.dispatchEvent(new MessageEvent('message', { data: { kind: 'may-update' }, ports: [port2] }))
    expect(await answer).toEqual({ mayUpdate: may })
    port1.close()
  })
})
