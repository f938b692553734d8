import type { ClaimMap, ClaimedFinding, FilmClaim, FilmClaims } from './claims.ts'
import type { MarkPoint, MarkShape } from './marks.ts'

/** A map is drawn in colours: three digits are more than anybody sees. */
const MAP_DIGITS = 1000
/** A tenth of a pixel. */
const PLACE_DIGITS = 10

/** Claims of several pictures as one; a pack that could not answer is named once. */
export function together(one: FilmClaims, other: FilmClaims): FilmClaims {
  const fresh = other.failed.filter(({ pack }) => !one.failed.some((each) => each.pack === pack))
  return { packs: [...one.packs, ...other.packs], failed: [...one.failed, ...fresh] }
}

/**
 * A claim made of a picture that was made smaller, in the coordinates of its frame.
 * @param scale pixels of the frame that one of the picture is wide
 */
export function onFrame(claim: FilmClaim, scale: number): FilmClaim {
  if (scale === 1) return claim
  return placed(claim, (at) => at * scale)
}

/** A claim as it is kept with a reading: plain arrays, and no more digits than can be seen. */
export function forKeeping(claims: FilmClaims): FilmClaims {
  const rounded = (at: number) => Math.round(at * PLACE_DIGITS) / PLACE_DIGITS
  const packs = claims.packs.map((claim) => {
    const { findings, ...rest } = placed(claim, rounded)
    return { ...rest, findings: findings.map(withPlainMap) }
  })
  return { ...claims, packs }
}

function withPlainMap(finding: ClaimedFinding): ClaimedFinding {
  const { map } = finding
  if (map === null) return finding
  const values = Array.from(map.values, (value) => Math.round(value * MAP_DIGITS) / MAP_DIGITS)
  return { ...finding, map: { ...map, values } }
}

/** Every coordinate of a claim through one function. */
function placed(claim: FilmClaim, to: (at: number) => number): FilmClaim {
  const point = ({ x, y }: MarkPoint): MarkPoint => ({ x: to(x), y: to(y) })
  const shape = (of: MarkShape): MarkShape => ({ ...of, points: of.points.map(point) }) as MarkShape
  const map = ({ box, ...rest }: ClaimMap): ClaimMap => ({
    ...rest,
    box: { left: to(box.left), top: to(box.top), right: to(box.right), bottom: to(box.bottom) },
  })
  return {
    ...claim,
    findings: claim.findings.map((each) => ({ ...each, map: each.map && map(each.map) })),
    values: claim.values.map((each) => ({ ...each, shape: each.shape && shape(each.shape) })),
    outlines: claim.outlines.map(({ name, lines }) => ({
      name,
      lines: lines.map((line) => line.map(point)),
    })),
    landmarks: claim.landmarks?.map(point) ?? null,
  }
}
