import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { handsAfter, NO_HANDS, wheelSteps, type HandAct, type Hands, type PointerWord } from './gestures.ts'

type Told = [PointerWord['kind'], number, number, number, Partial<PointerWord>?]

function acts(device: PointerWord['device'], ...told: Told[]): HandAct[] {
  let hands: Hands = NO_HANDS
  const all: HandAct[] = []
  told.forEach(([kind, id, x, y, rest], index) => {
    const next = handsAfter(hands, { kind, id, x, y, device, button: 0, atMs: index * 50, ...rest })
    hands = next.hands
    all.push(...next.acts)
  })
  return all
}

describe('hands on the stage', () => {
  test('the left button does the tool, right drags the window, the middle one moves the picture', () => {
    const dragged = (button: number) =>
      acts('mouse', ['down', 1, 10, 10, { button }], ['move', 1, 20, 10], ['up', 1, 20, 10])
        .filter((act) => act.do === 'drag')
        .map((act) => act.held)
    expect([dragged(0), dragged(1), dragged(2)]).toEqual([['tool'], ['pan'], ['window']])
  })

  test('a finger that trembles has tapped; nothing of a drag is lost once it is one', () => {
    expect(acts('touch', ['down', 1, 10, 10], ['move', 1, 15, 12], ['up', 1, 15, 12]).at(-1)).toEqual({
      do: 'release',
      held: 'tool',
      x: 15,
      y: 12,
      isTap: true,
    })
    const drag = acts('touch', ['down', 1, 10, 10], ['move', 1, 15, 10], ['move', 1, 30, 10])
    expect(drag[1]).toMatchObject({ do: 'drag', byX: 20 })
  })

  test('a second finger takes back what the first began, and both zoom and move', () => {
    const told = acts('touch', ['down', 1, 100, 100], ['down', 2, 200, 100], ['move', 2, 300, 100])
    expect(told.map((act) => act.do)).toEqual(['press', 'abandon', 'pinch'])
    expect(told[2]).toMatchObject({ factor: 2, byX: 50, byY: 0, x: 200, y: 100 })
  })

  test('after a pinch the finger that stays does nothing until it lifts', () => {
    const told = acts(
      'touch',
      ['down', 1, 100, 100],
      ['down', 2, 200, 100],
      ['up', 2, 200, 100],
      ['move', 1, 300, 300],
      ['up', 1, 300, 300],
    )
    expect(told.map((act) => act.do)).toEqual(['press', 'abandon'])
  })

  test('two taps in one place are one gesture, two far apart or far between are not', () => {
    const twice = (x: number, atMs: number) =>
      acts(
        'touch',
        ['down', 1, 10, 10, { atMs: 0 }],
        ['up', 1, 10, 10, { atMs: 50 }],
        ['down', 2, x, 10, { atMs }],
        ['up', 2, x, 10, { atMs: atMs + 50 }],
      ).some((act) => act.do === 'tap-twice')
    expect([twice(12, 200), twice(80, 200), twice(12, 900)]).toEqual([true, false, false])
  })

  test('a pointer that the system takes away has done nothing', () => {
    expect(acts('pen', ['down', 1, 0, 0], ['cancel', 1, 0, 0]).map((act) => act.do)).toEqual([
      'press',
      'abandon',
    ])
  })

  test('whatever comes, every press ends in one release or is abandoned', () => {
    const word = fc.record({
      kind: fc.constantFrom('down', 'move', 'up', 'cancel'),
      id: fc.integer({ min: 1, max: 3 }),
      device: fc.constantFrom('mouse', 'touch', 'pen'),
      button: fc.constantFrom(0, 1, 2, 4),
      x: fc.integer({ min: 0, max: 300 }),
      y: fc.integer({ min: 0, max: 300 }),
      atMs: fc.nat(),
    }) as fc.Arbitrary<PointerWord>
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (words) => {
        let hands: Hands = NO_HANDS
        let open = 0
        for (const said of words) {
          // A pointer that is down does not go down again.
          if (said.kind === 'down' && hands.fingers.some((finger) => finger.id === said.id)) continue
          const next = handsAfter(hands, said)
          hands = next.hands
          for (const act of next.acts) {
            if (act.do === 'press') open++
            if (act.do === 'abandon' || (act.do === 'release' && act.held === 'tool')) open--
            expect(open === 0 || open === 1).toBe(true)
          }
        }
        if (hands.held !== 'tool') expect(open).toBe(0)
      }),
    )
  })
})

describe('the wheel', () => {
  test('goes one slice a notch, whatever a notch counts', () => {
    expect([wheelSteps(0, 100).steps, wheelSteps(0, -120).steps, wheelSteps(20, 53).steps]).toEqual([
      1, -1, 1,
    ])
  })

  test('of a pad adds small ways up, and turning back begins anew', () => {
    const first = wheelSteps(0, 20)
    expect(first.steps).toBe(0)
    expect(wheelSteps(first.restPx, 20)).toEqual({ steps: 1, restPx: 10 })
    expect(wheelSteps(25, -10)).toEqual({ steps: 0, restPx: -10 })
  })
})
