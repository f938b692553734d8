import { SvelteSet } from 'svelte/reactivity'
import type { ClaimedFinding, ClaimedValue, FilmClaim } from '#domain/imaging/claims.ts'
import type { FrameInfo } from '#domain/imaging/image.ts'
import type { Mark, MarkPoint, MarkShape } from '#domain/imaging/marks.ts'
import { cobbOfLandmarks } from '#domain/imaging/spine-landmarks.ts'
import { formatNumber } from '#ui/format.ts'
import type {
  PointsMeasure,
  StageClaims,
  StageHeat,
  StagePoints,
} from '#ui/displays/image-stage/stage-claims.ts'
import { m } from '#words/messages.js'
import { outlineWords, packName, scoredWords } from './claim-words.ts'
import type { FilmVoices } from './film-voices.svelte.ts'

/** What the overlays need of an open study. */
interface OverlaidFilm {
  readonly voices: Pick<FilmVoices, 'claims'>
  readonly reader: { readonly covered: boolean }
  readonly marks: readonly Mark[]
  infoOf(instance: string, frame: number): FrameInfo | null
  /** Brings a frame into view. */
  showFrame(instance: string, frame: number): void
}

/** Corners of a vertebra as packs give them: upper left, upper right, lower left, lower right. */
const CORNERS_A_VERTEBRA = 4

/** Names one claim of a study. */
function claimKey({ pack, instance, frame }: Pick<FilmClaim, 'pack' | 'instance' | 'frame'>): string {
  return `${pack} ${frame} ${instance}`
}

function mapKey(claim: FilmClaim, { label }: ClaimedFinding): string {
  return `${claimKey(claim)} ${label}`
}

/** What of the packs' answers lies over the pictures: one map or outlines, and points as they were asked for. */
export class ClaimOverlays {
  /** Points as a person moved them, by claim; kept with the reading. */
  moved = $state.raw<Readonly<Record<string, readonly MarkPoint[]>>>({})

  /** Marks that values were taken over as, by claim and value. */
  #taken = $state.raw<Readonly<Record<string, string>>>({})
  #map = $state<string | null>(null)
  readonly #outlines = new SvelteSet<string>()
  readonly #points = new SvelteSet<string>()
  readonly #film: () => OverlaidFilm
  readonly #changed: () => void

  constructor(film: () => OverlaidFilm, changed: () => void) {
    this.#film = film
    this.#changed = changed
  }

  reopen(moved: Readonly<Record<string, readonly MarkPoint[]>>): void {
    this.moved = moved
  }

  get hasMoved(): boolean {
    return Object.keys(this.moved).length > 0
  }

  isMapShown(claim: FilmClaim, finding: ClaimedFinding): boolean {
    return this.#map === mapKey(claim, finding)
  }

  showMap(claim: FilmClaim, finding: ClaimedFinding): void {
    this.#map = mapKey(claim, finding)
    // Lines of a map among outlines cannot be told apart.
    this.#outlines.clear()
    this.#film().showFrame(claim.instance, claim.frame)
  }

  toggleMap(claim: FilmClaim, finding: ClaimedFinding): void {
    if (this.isMapShown(claim, finding)) this.#map = null
    else this.showMap(claim, finding)
  }

  isShown(kind: 'outlines' | 'points', claim: FilmClaim): boolean {
    return this.#of(kind).has(claimKey(claim))
  }

  toggle(kind: 'outlines' | 'points', claim: FilmClaim): void {
    const [shown, key] = [this.#of(kind), claimKey(claim)]
    if (shown.delete(key)) return
    shown.add(key)
    if (kind === 'outlines') this.#map = null
    this.#film().showFrame(claim.instance, claim.frame)
  }

  /** Where the points of a claim lie: as a person moved them, else as the pack set them. */
  pointsOf(claim: FilmClaim): readonly MarkPoint[] {
    return this.moved[claimKey(claim)] ?? claim.landmarks ?? []
  }

  isMoved(claim: FilmClaim): boolean {
    return claimKey(claim) in this.moved
  }

  /** What the points of a claim come to as they lie now; null where they measure nothing. */
  measured(claim: FilmClaim) {
    return cobbOfLandmarks(this.pointsOf(claim), this.#aspectOf(claim))
  }

  /** How a value was drawn: with the points where a person has put them. */
  shapeOf(claim: FilmClaim, { shape }: ClaimedValue): MarkShape | null {
    return shape?.tool === 'cobb' ? (this.measured(claim)?.shape ?? shape) : shape
  }

  /**
   * The mark that a value was taken over as, in a reading that was kept the one that lies where the pack drew it; null
   * where it was not taken over, or the mark is gone.
   */
  markOf(claim: FilmClaim, value: ClaimedValue): string | null {
    const { marks } = this.#film()
    const id = this.#taken[`${claimKey(claim)} ${value.name}`]
    const taken = marks.find((mark) => mark.id === id)
    if (taken) return taken.id
    const shape = this.shapeOf(claim, value)
    return (shape && marks.find((mark) => isDrawnAs(mark, shape, claim))?.id) ?? null
  }

  tookOver(claim: FilmClaim, { name }: ClaimedValue, mark: string): void {
    this.#taken = { ...this.#taken, [`${claimKey(claim)} ${name}`]: mark }
  }

  move(key: string, points: readonly MarkPoint[]): void {
    this.moved = { ...this.moved, [key]: points }
    this.#changed()
  }

  /** Back to where the pack set them. */
  unmove(claim: FilmClaim): void {
    const { [claimKey(claim)]: _, ...rest } = this.moved
    this.moved = rest
    this.#changed()
  }

  /** What lies over a frame; null where nothing does, and while the own reading is not locked. */
  over(instance: string, frame: number): StageClaims | null {
    const { voices, reader } = this.#film()
    if (reader.covered) return null
    const here = voices.claims.packs.filter(
      (claim) => claim.refused === null && claim.instance === instance && claim.frame === frame,
    )
    const heat = here.flatMap((claim) => this.#heatOf(claim))[0] ?? null
    const outlines = here
      .filter((claim) => this.isShown('outlines', claim))
      .flatMap((claim) =>
        claim.outlines.map(({ name, lines }) => ({
          id: `${claimKey(claim)} ${name}`,
          name: outlineWords(name),
          lines,
        })),
      )
    const points = here.flatMap((claim) => (this.isShown('points', claim) ? this.#pointsOn(claim) : []))[0]
    return heat || outlines.length > 0 || points ? { heat, outlines, points: points ?? null } : null
  }

  #heatOf(claim: FilmClaim): readonly StageHeat[] {
    return claim.findings.flatMap((finding) => {
      const { map } = finding
      if (map === null || !this.isMapShown(claim, finding)) return []
      return [{ ...map, id: mapKey(claim, finding), words: scoredWords(finding) }]
    })
  }

  #pointsOn(claim: FilmClaim): readonly StagePoints[] {
    const points = this.pointsOf(claim)
    if (points.length === 0) return []
    const aspect = this.#aspectOf(claim)
    const measure = (now: readonly MarkPoint[]): PointsMeasure => {
      const cobb = cobbOfLandmarks(now, aspect)
      if (!cobb) return { lines: [], words: '' }
      const [a, b, c, d] = cobb.shape.points
      return {
        lines: [longer(a, b), longer(c, d)],
        words: m.film_claim_cobb_short({ degrees: formatNumber(cobb.degrees, 0) }),
      }
    }
    const name = m.film_claim_points_of({ pack: packName(claim.pack) })
    return [{ id: claimKey(claim), name, points, bodies: vertebrae(points.length), measure }]
  }

  #aspectOf({ instance, frame }: FilmClaim): number {
    return this.#film().infoOf(instance, frame)?.pixelAspect ?? 1
  }

  #of(kind: 'outlines' | 'points'): SvelteSet<string> {
    return kind === 'outlines' ? this.#outlines : this.#points
  }
}

/** Kept claims are rounded to a tenth of a pixel. */
const SAME_WITHIN_PX = 0.1

function isDrawnAs({ place, shape }: Mark, as: MarkShape, { instance, frame }: FilmClaim): boolean {
  return (
    place.on === 'frame' &&
    place.instance === instance &&
    place.frame === frame &&
    shape.tool === as.tool &&
    shape.points.length === as.points.length &&
    shape.points.every((point, i) => {
      const other = as.points[i]!
      return Math.hypot(point.x - other.x, point.y - other.y) <= SAME_WITHIN_PX
    })
  )
}

/** End plates are drawn beyond the vertebra, so that the eye sees the angle between them. */
const BEYOND = 1

function longer(a: MarkPoint, b: MarkPoint): readonly [MarkPoint, MarkPoint] {
  const [x, y] = [(b.x - a.x) * BEYOND, (b.y - a.y) * BEYOND]
  return [
    { x: a.x - x, y: a.y - y },
    { x: b.x + x, y: b.y + y },
  ]
}

/** Around each vertebra. */
function vertebrae(count: number): readonly (readonly number[])[] {
  return Array.from({ length: Math.floor(count / CORNERS_A_VERTEBRA) }, (_, i) => {
    const first = i * CORNERS_A_VERTEBRA
    return [first, first + 1, first + 3, first + 2]
  })
}
