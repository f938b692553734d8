import type { Random } from '#domain/random.ts'
import type { Dipole } from './dipole.ts'
import type { HeartPattern } from './heart-patterns.ts'

/** What makes one simulated person differ from the next. */
export interface Person {
  readonly ageYears: number
  readonly qtcMs: number
  readonly qrsMs: number
  /** Turns and scales a dipole by this person's axis, heart position and build. */
  readonly pose: (dipole: Dipole) => Dipole
  readonly tScale: number
  readonly pScale: number
  readonly pattern?: HeartPattern
}

/**
 * Draws a person: QTc about 400 ms and rising slowly with age, QRS from 78 ms in a child to 94 ms in an adult,
 * electrical axis within 15° and transition zone within 10° of the template's.
 */
export function drawPerson(random: Random, ageYears: number): Person {
  const frontal = random.between(-15, 15) * (Math.PI / 180)
  const horizontal = random.between(-10, 10) * (Math.PI / 180)
  const size = random.between(0.85, 1.15)
  return {
    ageYears,
    qtcMs: 398 + 0.2 * (ageYears - 40) + random.between(-12, 12),
    qrsMs: 78 + Math.min(16, ageYears) + random.between(-5, 5),
    pose: ({ x, y, z }) => {
      const turnedX = x * Math.cos(frontal) - y * Math.sin(frontal)
      const turnedY = x * Math.sin(frontal) + y * Math.cos(frontal)
      return {
        x: size * (turnedX * Math.cos(horizontal) - z * Math.sin(horizontal)),
        y: size * turnedY,
        z: size * (turnedX * Math.sin(horizontal) + z * Math.cos(horizontal)),
      }
    },
    tScale: random.between(0.8, 1.15),
    pScale: random.between(0.85, 1.15),
  }
}

/** The same person with such a heart. */
export function withPattern(person: Person, pattern: HeartPattern): Person {
  const { size = 1, mirrored = false } = pattern
  return {
    ...person,
    pattern,
    qrsMs: pattern.qrsMs ?? person.qrsMs,
    qtcMs: pattern.qtcMs ?? person.qtcMs + Math.max(0, (pattern.qrsMs ?? 0) - person.qrsMs),
    pScale: person.pScale * (pattern.pScale ?? 1),
    pose: (dipole) => {
      const { x, y, z } = person.pose(dipole)
      return { x: (mirrored ? -size : size) * x, y: size * y, z: size * z }
    },
  }
}

/** QT at a given RR (Fridericia 1920: cube root), no longer than leaves room for the next beat. */
export function qtMs(person: Person, rrMs: number): number {
  return Math.min(person.qtcMs * Math.cbrt(rrMs / 1000), 0.8 * rrMs)
}

/** PR at a given sinus rate: shorter in children and at faster rates. */
export function prMs(person: Person, rateBpm: number): number {
  if (person.pattern?.prMs !== undefined) return person.pattern.prMs
  const grown = Math.min(1, 0.75 + 0.25 * (person.ageYears / 16))
  return grown * Math.max(125, Math.min(185, 162 - 0.35 * (rateBpm - 70)))
}
