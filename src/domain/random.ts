/** A seeded source of numbers: the same seed gives the same numbers on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number
  /** Uniform in [low, high). */
  between(low: number, high: number): number
  /** Normal with mean 0 and standard deviation 1. */
  gaussian(): number
}

/**
 * sfc32 (Chris Doty-Humphrey, PractRand), seeded with a number and a purpose, so that two streams of one seed
 * (beats and noise, say) do not follow each other. Not for secrets.
 */
export function createRandom(seed: number, purpose = ''): Random {
  let a = hash(purpose, 0x9e3779b9)
  let b = hash(purpose, seed >>> 0)
  let c = (seed / 0x100000000) | 0
  let counter = 1
  let spare: number | null = null

  function uniform(): number {
    const t = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + t
    return (t >>> 0) / 0x100000000
  }
  for (let i = 0; i < 15; i++) uniform()

  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    gaussian() {
      if (spare !== null) {
        const kept = spare
        spare = null
        return kept
      }
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()))
      const angle = 2 * Math.PI * uniform()
      spare = radius * Math.sin(angle)
      return radius * Math.cos(angle)
    },
  }
}

/** FNV-1a over the text, mixed with a start value. */
function hash(text: string, start: number): number {
  let h = (0x811c9dc5 ^ start) | 0
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  return h ^ (h >>> 13)
}
