import { beforeAll, describe, expect, it } from 'vitest'
import { evenedLight, faultsWith, lookAtPhoto } from './look.ts'
import { chestFilm, type Flat, LEVEL, outOfFocus, photographed, type Shot } from './photographed.testing.ts'
import type { Photo, PhotoSubject, Quad } from './photo.ts'
import { flattened } from './rectify.ts'

let film: Flat
/** Held level, lit, sharp. */
let level: { photo: Photo; quad: Quad }
beforeAll(() => {
  film = chestFilm()
  level = shoot()
})

function shoot(changes: Partial<Shot> = {}): { photo: Photo; quad: Quad } {
  return photographed(film, { ...LEVEL, ...changes })
}

/** How far the worst corner is off, in shares of the photograph's width. */
function cornersOff(found: Quad | null, true_: Quad, photo: Photo): number {
  if (found === null) return Infinity
  return Math.max(...found.map(({ x, y }, i) => Math.hypot(x - true_[i]!.x, y - true_[i]!.y))) / photo.width
}

function codes(photo: Photo, subject: PhotoSubject = 'film'): readonly string[] {
  return lookAtPhoto(photo, subject).faults.map(({ code, weight }) => `${code} ${weight}`)
}

describe('the border of a film', () => {
  it.each([
    ['held level', {}],
    ['from the side', { turned: 12, leant: -8 }],
    ['from far aside', { turned: -22, leant: 14 }],
    ['before a grey wall', { ground: () => 0.45, turned: 9 }],
    ['on a box whose light falls off', { light: (x: number) => 1 - 0.5 * x, leant: 7 }],
  ])('is found where it was photographed %s', (_, changes) => {
    // Half the pixels: the border is looked for in a small copy anyway.
    const { photo, quad } = shoot({ width: 600, height: 450, focal: 500, ...changes })
    expect(cornersOff(lookAtPhoto(photo, 'film').quad, quad, photo)).toBeLessThan(0.004)
  })

  it('is not made up where there is none', () => {
    const empty = photographed(() => 0.5, { ...LEVEL, width: 600, height: 450, ground: () => 0.5 })
    const look = lookAtPhoto(empty.photo, 'film')
    expect(look.quad).toBeNull()
    expect(look.faults.map(({ code }) => code)).toContain('no-border')
  })
})

describe('a photograph', () => {
  it('that is level, lit and sharp is not stopped', () => {
    expect(codes(level.photo).filter((fault) => fault.endsWith('stop'))).toEqual([])
  })

  it('out of focus is to be taken again', () => {
    expect(codes(outOfFocus(level.photo, 3))).toContain('blur stop')
  })

  it('in too little light is to be taken again', () => {
    expect(codes(shoot({ light: () => 0.2 }).photo)).toContain('dark stop')
  })

  it('of a film far away is too small', () => {
    expect(codes(shoot({ distance: 2.4 }).photo)).toContain('small stop')
  })

  it('from far aside says so, a level one does not', () => {
    expect(codes(shoot({ turned: 33, distance: 1.6 }).photo)).toContain('tilted warn')
    expect(codes(level.photo).join()).not.toContain('tilted')
  })

  it('with a lamp in it says where the lamp is', () => {
    const { photo } = shoot({ glare: { x: 0.5, y: 0.4, radius: 0.05 } })
    const glare = lookAtPhoto(photo, 'screen').faults.find(({ code }) => code === 'glare')
    expect(glare?.weight).toBe('stop')
    const { x, y, width, height } = glare!.where!
    expect(x).toBeLessThan(0.5)
    expect(x + width).toBeGreaterThan(0.5)
    // The height of the photograph is three quarters of its width.
    expect(y).toBeLessThan(0.4 / 0.75)
    expect(y + height).toBeGreaterThan(0.4 / 0.75)
    expect(width).toBeLessThan(0.2)
    expect(codes(level.photo, 'screen').join()).not.toContain('glare')
  })

  it('whose corner was set at its edge is cut off', () => {
    const { photo, quad } = level
    const cut: Quad = [{ x: 0, y: quad[0].y }, quad[1], quad[2], quad[3]]
    expect(faultsWith(photo, 'film', cut).map(({ code }) => code)).toContain('cropped')
    expect(faultsWith(photo, 'film', quad).map(({ code }) => code)).not.toContain('cropped')
  })
})

describe('an eye through an adapter', () => {
  const eye = (x: number): Photo => {
    const lit: Flat = (across, down) => (Math.hypot(across - x, (down - 0.5) / 1.333) < 0.3 ? 0.6 : 0.02)
    const shot: Shot = { ...LEVEL, aspect: 4 / 3, distance: 1000 / 900, ground: () => 0.02 }
    return photographed(lit, shot).photo
  }

  it('is a disc', () => {
    const { disc } = lookAtPhoto(eye(0.5), 'fundus')
    expect(disc!.x).toBeCloseTo(600, -1)
    expect(disc!.y).toBeCloseTo(450, -1)
    expect(Math.abs(disc!.radius - 360)).toBeLessThan(12)
  })

  it('that is not there, or half outside, is told', () => {
    const dark = photographed(() => 0.05, { ...LEVEL, width: 600, height: 450, ground: () => 0.05 }).photo
    expect(codes(dark, 'fundus')).toContain('no-border stop')
    const cut = codes(eye(0.14), 'fundus').join()
    expect(cut).toMatch(/cropped|no-border/u)
  })
})

describe('a flattened sheet', () => {
  const flatOf = (photo: Photo, quad: Quad, gain?: ReturnType<typeof evenedLight>): Photo => {
    const work = flattened(photo, quad, true, gain ?? undefined)
    let step = work.next()
    while (!step.done) step = work.next()
    return step.value!
  }

  it('shows everything where it lies on the film, however the camera stood', () => {
    const { photo, quad } = shoot({ width: 600, height: 450, focal: 500, turned: -18, leant: 12 })
    const flat = flatOf(photo, quad)
    expect(flat.width / flat.height).toBeCloseTo(LEVEL.aspect, 2)
    let sum = 0
    for (let row = 4; row < flat.height - 4; row += 3) {
      for (let column = 4; column < flat.width - 4; column += 3) {
        const shown = flat.rgba[4 * (row * flat.width + column)]!
        sum += Math.abs(shown / 255 - film((column + 0.5) / flat.width, (row + 0.5) / flat.height))
      }
    }
    const looked = Math.ceil((flat.height - 8) / 3) * Math.ceil((flat.width - 8) / 3)
    expect(sum / looked).toBeLessThan(0.012)
  })

  it('is evened where the light box falls off to one side', () => {
    const light = (x: number): number => 1 - 0.45 * x
    const grey: Flat = () => 0.5
    const { photo, quad } = photographed(grey, {
      ...LEVEL,
      width: 600,
      height: 450,
      focal: 500,
      light,
      ground: () => 0.95,
    })
    const plain = flatOf(photo, quad)
    const evened = flatOf(photo, quad, evenedLight(photo, quad))
    const unevenness = ({ width, height, rgba }: Photo): number => {
      const middle = 4 * Math.floor(height / 2) * width
      return rgba[middle + 4 * 10]! / rgba[middle + 4 * (width - 10)]!
    }
    expect(unevenness(plain)).toBeGreaterThan(1.25)
    expect(Math.abs(unevenness(evened) - 1)).toBeLessThan(0.06)
  })

  it('is not evened where no light box is seen around it', () => {
    const { photo, quad } = shoot({ ground: () => 0.1 })
    expect(evenedLight(photo, quad)).toBeNull()
  })
})
