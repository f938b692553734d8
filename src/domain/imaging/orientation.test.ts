import { describe, expect, it } from 'vitest'
import { orientationOfPlane, orientationOfTag, sidesOf } from './orientation.ts'

describe('the letters at the sides', () => {
  it('of an axial slice seen from the feet are R and A', () => {
    expect(orientationOfPlane({ alongRow: [1, 0, 0], alongColumn: [0, 1, 0] })).toEqual({
      left: 'R',
      top: 'A',
    })
  })

  it('of a sagittal view are A and H', () => {
    expect(orientationOfPlane({ alongRow: [0, 1, 0], alongColumn: [0, 0, -1] })).toEqual({
      left: 'A',
      top: 'H',
    })
  })

  it('of an oblique plane are two, the stronger first; a slight lean adds none', () => {
    const turned = (degrees: number): string => {
      const radians = (degrees * Math.PI) / 180
      const alongRow = [Math.cos(radians), Math.sin(radians), 0] as const
      return orientationOfPlane({ alongRow, alongColumn: [0, 0, -1] }).left
    }
    expect([10, 30, 60, 80].map(turned)).toEqual(['R', 'RA', 'AR', 'A'])
  })

  it('of a film come from Patient Orientation, which names where rows and columns lead', () => {
    expect(orientationOfTag(['L', 'F'])).toEqual({ left: 'R', top: 'H' })
    expect(orientationOfTag(['PL', ' fr '])).toEqual({ left: 'AR', top: 'HL' })
    for (const bad of [[], ['L'], ['', 'F'], ['L', 'X'], ['LEFT', 'F']])
      expect(orientationOfTag(bad)).toBeNull()
  })

  it('follow the picture when it is mirrored and turned', () => {
    const film = { left: 'R', top: 'H' }
    expect(sidesOf(film, 0, false)).toEqual({ left: 'R', right: 'L', top: 'H', bottom: 'F' })
    expect(sidesOf(film, 0, true)).toEqual({ left: 'L', right: 'R', top: 'H', bottom: 'F' })
    expect(sidesOf(film, 1, false)).toEqual({ left: 'F', right: 'H', top: 'R', bottom: 'L' })
    expect(sidesOf(film, -3, false)).toEqual(sidesOf(film, 1, false))
    expect(sidesOf(film, 2, true)).toEqual({ left: 'R', right: 'L', top: 'F', bottom: 'H' })
  })
})
