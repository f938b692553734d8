import { describe, expect, test } from 'vitest'
import { stageKey, TOOL_KEYS } from './stage-keys.ts'

const plain = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false }
const pressed = (key: string, hasStack = true, held = {}) => stageKey({ key, ...plain, ...held }, hasStack)

describe('keys on the stage', () => {
  test('arrows and page keys go through a stack, one and ten at a time', () => {
    expect(['ArrowDown', 'ArrowRight', 'ArrowUp', 'PageDown'].map((key) => pressed(key))).toEqual([
      { do: 'scroll', by: 1 },
      { do: 'scroll', by: 1 },
      { do: 'scroll', by: -1 },
      { do: 'scroll', by: 10 },
    ])
  })

  test('a single picture is moved by arrows; in a stack with Shift', () => {
    expect(pressed('ArrowRight', false)).toMatchObject({ do: 'pan', byX: -40 })
    expect(pressed('ArrowDown', true, { shiftKey: true })).toMatchObject({ do: 'pan', byY: -40 })
  })

  test('every tool has a letter of its own that no other key takes', () => {
    const letters = Object.values(TOOL_KEYS)
    expect(new Set(letters).size).toBe(letters.length)
    for (const [tool, key] of Object.entries(TOOL_KEYS)) expect(pressed(key)).toEqual({ do: 'tool', tool })
  })

  test('I inverts, R turns, Shift R turns back, F mirrors, Space plays', () => {
    expect([
      pressed('i'),
      pressed('r'),
      pressed('R', true, { shiftKey: true }),
      pressed('f'),
      pressed(' '),
    ]).toEqual([
      { do: 'invert' },
      { do: 'turn', direction: 1 },
      { do: 'turn', direction: -1 },
      { do: 'mirror' },
      { do: 'cine' },
    ])
  })

  test('without a stack nothing plays and nothing scrolls', () => {
    expect([pressed(' ', false), pressed('s', false)]).toEqual([null, null])
  })

  test('leave the browser its own: Tab, Ctrl with plus', () => {
    expect([
      pressed('Tab'),
      pressed('+', true, { ctrlKey: true }),
      pressed('p', true, { metaKey: true }),
    ]).toEqual([null, null, null])
  })
})
