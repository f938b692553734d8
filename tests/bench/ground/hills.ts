import type { Frame } from '#domain/imaging/image.ts'

/** Twelve bits of hills and grain: no picture, but as hard to compress as one. */
export function hillsOf(rows: number, columns: number, seed: number): Frame {
  const pixels = new Uint16Array(rows * columns)
  let grain = seed * 2654435761
  for (let i = 0; i < pixels.length; i++) {
    grain = (Math.imul(grain, 1664525) + 1013904223) | 0
    const hill = Math.sin((i % columns) / 190 + seed) + Math.cos(Math.floor(i / columns) / 230)
    pixels[i] = Math.max(0, Math.min(4095, 2048 + Math.round(hill * 900) + ((grain >>> 27) & 31)))
  }
  return { rows, columns, samplesPerPixel: 1, pixels }
}
