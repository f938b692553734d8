import { good, type Outcome } from '#domain/problem.ts'
import { syntaxProblem } from './problems.ts'

/**
 * Transfer syntaxes (PS3.6 table A-1): what their pixels are. The JPEG family (baseline, extended, lossless, LS) is told
 * apart by the stream itself, as is HTJ2K from JPEG 2000: files often carry the UID of a neighbour.
 */
export type PixelCoding = 'native' | 'deflated-frame' | 'rle' | 'jpeg-family' | 'jpeg-2000-family'

const PREFIX = '1.2.840.10008.1.2'

const CODINGS: Readonly<Record<string, PixelCoding>> = {
  [PREFIX]: 'native',
  [`${PREFIX}.1`]: 'native',
  [`${PREFIX}.1.99`]: 'native',
  [`${PREFIX}.2`]: 'native',
  [`${PREFIX}.8.1`]: 'deflated-frame',
  [`${PREFIX}.5`]: 'rle',
  [`${PREFIX}.4.50`]: 'jpeg-family',
  [`${PREFIX}.4.51`]: 'jpeg-family',
  [`${PREFIX}.4.57`]: 'jpeg-family',
  [`${PREFIX}.4.70`]: 'jpeg-family',
  [`${PREFIX}.4.80`]: 'jpeg-family',
  [`${PREFIX}.4.81`]: 'jpeg-family',
  [`${PREFIX}.4.90`]: 'jpeg-2000-family',
  [`${PREFIX}.4.91`]: 'jpeg-2000-family',
  [`${PREFIX}.4.201`]: 'jpeg-2000-family',
  [`${PREFIX}.4.202`]: 'jpeg-2000-family',
  [`${PREFIX}.4.203`]: 'jpeg-2000-family',
}

const RETIRED: Readonly<Record<string, string>> = {
  52: 'JPEG Extended (Process 3 & 5)',
  53: 'JPEG Spectral Selection (Process 6 & 8)',
  54: 'JPEG Spectral Selection (Process 7 & 9)',
  55: 'JPEG Full Progression (Process 10 & 12)',
  56: 'JPEG Full Progression (Process 11 & 13)',
  58: 'JPEG Lossless (Process 15)',
  59: 'JPEG Extended, Hierarchical (Process 16 & 18)',
  60: 'JPEG Extended, Hierarchical (Process 17 & 19)',
  61: 'JPEG Spectral Selection, Hierarchical (Process 20 & 22)',
  62: 'JPEG Spectral Selection, Hierarchical (Process 21 & 23)',
  63: 'JPEG Full Progression, Hierarchical (Process 24 & 26)',
  64: 'JPEG Full Progression, Hierarchical (Process 25 & 27)',
  65: 'JPEG Lossless, Hierarchical (Process 28)',
  66: 'JPEG Lossless, Hierarchical (Process 29)',
}

const UNSUPPORTED: Readonly<Record<string, string>> = {
  92: 'JPEG 2000 Part 2 (lossless)',
  93: 'JPEG 2000 Part 2',
  100: 'MPEG-2 video',
  101: 'MPEG-2 video',
  102: 'MPEG-4 video',
  103: 'MPEG-4 video',
  104: 'MPEG-4 video',
  105: 'MPEG-4 video',
  106: 'MPEG-4 video',
  107: 'HEVC video',
  108: 'HEVC video',
  110: 'JPEG XL',
  111: 'JPEG XL',
  112: 'JPEG XL',
}

/** Pixels that lie on a server: nothing is in the file. */
const ELSEWHERE = new Set(['94', '95', '204', '205'])

/** What the pixels of this syntax are, or why they cannot be read, by the syntax's own name. */
export function pixelCoding(transferSyntax: string): Outcome<PixelCoding> {
  const coding = CODINGS[transferSyntax]
  if (coding) return good(coding)
  const family = `${PREFIX}.4.`
  const number = transferSyntax.startsWith(family) ? transferSyntax.slice(family.length) : ''
  // Fragmented video has two numbers: 100.1
  const head = number.split('.')[0] ?? ''
  if (RETIRED[number]) return syntaxProblem('pixels-syntax-retired', RETIRED[number])
  if (UNSUPPORTED[head]) return syntaxProblem('pixels-syntax-unsupported', UNSUPPORTED[head])
  if (ELSEWHERE.has(head)) return syntaxProblem('pixels-syntax-elsewhere', 'JPIP')
  // The UID came from a file: only its characters can be shown, and not more than a UID has.
  return syntaxProblem('pixels-syntax-unknown', transferSyntax.replace(/[^0-9.]/g, '').slice(0, 64) || '?')
}
