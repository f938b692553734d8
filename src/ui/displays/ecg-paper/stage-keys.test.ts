import { describe, expect, test } from 'vitest'
import { keyMove, type StageKeys } from './stage-keys.ts'

function pressed(key: string, held: { shiftKey?: boolean; ctrlKey?: boolean } = {}) {
  const done: string[] = []
  const keys: StageKeys = {
    pan: (x, y) => done.push(`pan ${x} ${y}`),
    zoom: (direction) => done.push(`zoom ${direction}`),
    trueSize: () => done.push('true size'),
    wholeSheet: () => done.push('whole sheet'),
    measure: () => done.push('measure'),
    march: () => done.push('march'),
    snap: () => done.push('snap'),
    beat: (step) => done.push(`beat ${step}`),
    putAway: () => done.push('put away'),
  }
  const used = keyMove({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...held }, keys)
  return { done, used }
}

describe('keys on the stage', () => {
  test('arrows move the paper by a large square, with Shift by five', () => {
    expect(pressed('ArrowRight').done).toEqual(['pan 5 0'])
    expect(pressed('ArrowUp', { shiftKey: true }).done).toEqual(['pan 0 -25'])
  })

  test('plus zooms in, also without Shift', () => {
    expect([pressed('+').done, pressed('=').done]).toEqual([['zoom 1'], ['zoom 1']])
  })

  test('a letter means the same in upper case', () => {
    expect(pressed('M').done).toEqual(['measure'])
  })

  test('full stop and comma go from beat to beat', () => {
    expect([pressed('.').done, pressed(',').done]).toEqual([['beat 1'], ['beat -1']])
  })

  test('leave the browser its own: Tab, Ctrl with plus', () => {
    expect(pressed('Tab')).toEqual({ done: [], used: false })
    expect(pressed('+', { ctrlKey: true })).toEqual({ done: [], used: false })
  })
})
