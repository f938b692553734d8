import { ByteReader } from './bytes.ts'

/** Section 4: where the reference beat was subtracted, and which stretches keep every sample. Counted from 1. */
export interface BeatLocations {
  /** Length of the reference beat. */
  readonly lengthMs: number
  /** Sample of the reference beat that lies on each fiducial point. */
  readonly fiducial: number
  readonly beats: readonly BeatLocation[]
  readonly protectedZones: readonly Zone[]
}

interface BeatLocation extends Zone {
  /** 0 is the reference beat; other kinds were left as they are. */
  readonly type: number
  readonly fiducial: number
}

export interface Zone {
  readonly first: number
  readonly last: number
}

const BEAT_BYTES = 14
const ZONE_BYTES = 8

/**
 * Null where the section is too short for the beats that it counts.
 * Source: EN 1064:2005, 5.7.
 */
export function readBeats(body: Uint8Array): BeatLocations | null {
  const reader = new ByteReader(body)
  const lengthMs = reader.u16()
  const fiducial = reader.u16()
  const count = reader.u16()
  if (reader.ranOut || reader.left < count * BEAT_BYTES) return null
  const beats = Array.from({ length: count }, () => {
    const type = reader.u16()
    const first = reader.u32()
    return { type, first, fiducial: reader.u32(), last: reader.u32() }
  })
  const zoneCount = reader.left >= count * ZONE_BYTES ? count : 0
  const zones = Array.from({ length: zoneCount }, () => ({ first: reader.u32(), last: reader.u32() }))
  return { lengthMs, fiducial, beats, protectedZones: inOrder(zones) }
}

/** Zones that hold a sample, in order, those that overlap joined. */
function inOrder(zones: readonly Zone[]): Zone[] {
  const joined: Zone[] = []
  for (const zone of zones.filter(({ first, last }) => last >= first).sort((a, b) => a.first - b.first)) {
    const before = joined.at(-1)
    if (before && zone.first <= before.last + 1) {
      joined[joined.length - 1] = { first: before.first, last: Math.max(before.last, zone.last) }
    } else joined.push(zone)
  }
  return joined
}
