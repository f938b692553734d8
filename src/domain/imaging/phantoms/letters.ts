import { type Raster, stroke } from './raster.ts'

/** Strokes of a sign in a box 4 wide and 6 high, `x,y x,y; …`. */
const SIGNS: Readonly<Record<string, string>> = {
  A: '0,6 2,0 4,6;0.7,4 3.3,4',
  C: '4,1 3,0 1,0 0,1 0,5 1,6 3,6 4,5',
  E: '4,0 0,0 0,6 4,6;0,3 3,3',
  I: '2,0 2,6',
  L: '0,0 0,6 4,6',
  M: '0,6 0,0 2,3 4,0 4,6',
  P: '0,6 0,0 3,0 4,1 4,2 3,3 0,3',
  R: '0,6 0,0 3,0 4,1 4,2 3,3 0,3;2,3 4,6',
  T: '0,0 4,0;2,0 2,6',
  c: '4,3 3,2 1,2 0,3 0,5 1,6 3,6 4,5',
  m: '0,6 0,2;0,3 1,2 2,3 2,6;2,3 3,2 4,3 4,6',
  0: '1,0 3,0 4,1 4,5 3,6 1,6 0,5 0,1 1,0',
  1: '1,1 2,0 2,6;1,6 3,6',
  2: '0,1 1,0 3,0 4,1 4,2 0,6 4,6',
  3: '0,0 4,0 2,2.5 3.5,3 4,4.5 3,6 1,6 0,5',
  4: '3,6 3,0 0,4 4,4',
  5: '4,0 0,0 0,2.5 3,2.5 4,3.5 4,5 3,6 0,6',
  6: '4,0 1,1 0,3 0,5 1,6 3,6 4,5 4,4 3,3 0,3.4',
  7: '0,0 4,0 1.5,6',
  8: '1,0 3,0 4,1 4,2 3,3 1,3 0,2 0,1 1,0;1,3 0,4 0,5 1,6 3,6 4,5 4,4 3,3',
  9: '4,2.6 1,3 0,2 0,1 1,0 3,0 4,1 4,3 3,5 0,6',
  '.': '2,5.6 2,6',
  '-': '0.5,3 3.5,3',
  练: '1.4,0 0.2,1.8 1.4,1.8 0.1,3.7 1.6,3.4;0,5.4 1.7,4.8;2,1 4.8,1;3.1,0 2.5,2.9 4.6,2.9;3.6,2 3.6,5.8 3,5.5;2.6,3.9 2,5.2;4.4,3.9 4.9,5.2',
  习: '0.3,0.4 4.4,0.4 4.3,5.4 3.4,5.1;1.2,1.5 2.2,2.5;0.8,4.4 3.6,2.9',
}
/** Wider than the others. */
const WIDE = new Set(['练', '习'])

export interface WordsStyle {
  /** Upper left corner and height of a letter, in the raster's unit. */
  readonly x: number
  readonly y: number
  readonly height: number
  /** What is added under the pen. */
  readonly amount: number
  /** Half the breadth of the pen as a share of the height; 0.07 where left out. */
  readonly pen?: number
}

/** Writes words into a picture with a round pen. Signs that it does not know are left out. */
export function writeWords(raster: Raster, words: string, style: WordsStyle): void {
  const unit = style.height / 6
  const pen = style.height * (style.pen ?? 0.07)
  let x = style.x
  for (const sign of words) {
    for (const line of (SIGNS[sign] ?? '').split(';').filter(Boolean)) {
      const points = line.split(' ').map((pair) => {
        const [px, py] = pair.split(',').map(Number) as [number, number]
        return { x: x + px * unit, y: style.y + py * unit, r: pen }
      })
      stroke(raster, points, (d) => style.amount * Math.min(1, 3 - 3 * d))
    }
    x += unit * (WIDE.has(sign) ? 6.4 : 5.6)
  }
}

/** The mark that every practice picture carries. */
export const PRACTICE = 'PRACTICE 练习'
