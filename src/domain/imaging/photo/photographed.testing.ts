import { cross, plus, times, unitOf } from '../geometry.ts'
import type { Vector3 } from '../image.ts'
import { displayTable } from '../render.ts'
import { drawChestFilm } from '../phantoms/chest-film.ts'
import type { GreyRendering } from '../voi.ts'
import type { Photo, Quad } from './photo.ts'

/** For tests: brightness 0 … 1 of a flat thing, by place (0 … 1 across and down). */
export type Flat = (across: number, down: number) => number

export interface Shot {
  readonly width: number
  readonly height: number
  /** Pixels. */
  readonly focal: number
  /** Width divided by height of the thing. */
  readonly aspect: number
  /** How far it is, in heights of it. */
  readonly distance: number
  /** Turned about its upright and its level axis, degrees. */
  readonly turned: number
  readonly leant: number
  /** Brightness 0 … 1 around it. */
  readonly ground: (x: number, y: number) => number
  /** Of what falls on it. */
  readonly light?: (x: number, y: number) => number
  /** A reflection: a white spot at a place of the photograph. */
  readonly glare?: { readonly x: number; readonly y: number; readonly radius: number }
}

export const LEVEL: Shot = {
  ...{ width: 1200, height: 900, focal: 1000, aspect: 0.82, distance: 1.35, turned: 0, leant: 0 },
  ground: () => 0.9,
}

/**
 * For tests: a photograph of a flat thing by a pinhole camera, ray by ray, and where its corners came to lie. Independent
 * of the homography that takes it back.
 */
export function photographed(thing: Flat, shot: Shot): { readonly photo: Photo; readonly quad: Quad } {
  const { width, height, focal, aspect, distance, ground, light = () => 1, glare } = shot
  const [a, b] = [(shot.turned * Math.PI) / 180, (shot.leant * Math.PI) / 180]
  const right = unitOf([Math.cos(a), 0, Math.sin(a)])
  const down = unitOf([-Math.sin(a) * Math.sin(b), Math.cos(b), Math.cos(a) * Math.sin(b)])
  const middle: Vector3 = [0, 0, distance]
  const normal = cross(right, down)
  const rgba = new Uint8ClampedArray(4 * width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [rx, ry] = [(x + 0.5 - width / 2) / focal, (y + 0.5 - height / 2) / focal]
      const far = (distance * normal[2]) / (rx * normal[0] + ry * normal[1] + normal[2])
      const [px, py, pz] = [rx * far, ry * far, far - distance]
      const across = (px * right[0] + py * right[1] + pz * right[2]) / aspect + 0.5
      const along = px * down[0] + py * down[1] + pz * down[2] + 0.5
      const isThing = across >= 0 && across <= 1 && along >= 0 && along <= 1
      const bright =
        (isThing ? thing(across, along) : ground(x / width, y / height)) * light(x / width, y / height)
      const isGlare = glare && Math.hypot(x / width - glare.x, y / width - glare.y) < glare.radius
      const at = 4 * (y * width + x)
      rgba[at] = rgba[at + 1] = rgba[at + 2] = isGlare ? 255 : 255 * bright
      rgba[at + 3] = 255
    }
  }
  const corner = (across: number, along: number) => {
    const place = plus(middle, plus(times(right, (across - 0.5) * aspect), times(down, along - 0.5)))
    return { x: width / 2 + (focal * place[0]) / place[2], y: height / 2 + (focal * place[1]) / place[2] }
  }
  return { photo: { width, height, rgba }, quad: [corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)] }
}

/** For tests: a drawn chest film, as it hangs on a box. */
export function chestFilm(size: 'full' | 'small' = 'small'): Flat {
  const { series } = drawChestFilm(1, { size })
  const { rows, columns, pixels, windows, photometric } = series[0]!.images[0]!
  const [window] = windows
  const rendering: GreyRendering = {
    kind: 'grey',
    modality: { kind: 'linear', slope: 1, intercept: 0 },
    voi: [],
    inverted: photometric === 'MONOCHROME1',
    padding: null,
    unit: '',
  }
  const table = displayTable(rendering, { kind: 'window', shape: 'LINEAR', ...window! }, 'uint16')
  return (across, down) => {
    const x = Math.min(columns - 1.001, Math.max(0, across * columns - 0.5))
    const y = Math.min(rows - 1.001, Math.max(0, down * rows - 0.5))
    const [i, j] = [Math.floor(x), Math.floor(y)]
    const at = (row: number, column: number): number => table[pixels[row * columns + column]!]! / 255
    const above = at(j, i) + (at(j, i + 1) - at(j, i)) * (x - i)
    const below = at(j + 1, i) + (at(j + 1, i + 1) - at(j + 1, i)) * (x - i)
    return 0.06 + 0.8 * (above + (below - above) * (y - j))
  }
}

/** For tests: the same photograph through a lens out of focus (three box means, about a bell). */
export function outOfFocus(photo: Photo, radius: number): Photo {
  let rgba = photo.rgba
  for (let pass = 0; pass < 3; pass++) {
    rgba = boxMean(
      boxMean(rgba, photo.width, photo.height, radius, 1),
      photo.width,
      photo.height,
      radius,
      photo.width,
    )
  }
  return { ...photo, rgba }
}

function boxMean(
  rgba: Uint8ClampedArray,
  width: number,
  height: number,
  radius: number,
  step: number,
): Uint8ClampedArray {
  const out = new Uint8ClampedArray(rgba.length)
  for (let at = 0; at < width * height; at++) {
    const [x, y] = [at % width, Math.floor(at / width)]
    const most = step === 1 ? width - 1 - x : height - 1 - y
    const least = step === 1 ? x : y
    let [sum, count] = [0, 0]
    for (let off = -Math.min(radius, least); off <= Math.min(radius, most); off++) {
      sum += rgba[4 * (at + off * step)]!
      count++
    }
    out[4 * at] = out[4 * at + 1] = out[4 * at + 2] = sum / count
    out[4 * at + 3] = 255
  }
  return out
}
