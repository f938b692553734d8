import type { PlanesFacts, Resliced, VolumeFacts } from '#data/imaging/film-worker.ts'
import { notOpen } from '#data/imaging/film-problems.ts'
import { filmWorker } from '#data/workers/film.ts'
import { dot, toPatient } from '#domain/imaging/geometry.ts'
import type { ImageSeries, Vector3 } from '#domain/imaging/image.ts'
import type { MarkPoint } from '#domain/imaging/marks.ts'
import type { MprDirection } from '#domain/imaging/reslice.ts'
import type { Problem } from '#domain/problem.ts'
import { AS_OPENED, type StageView } from '#ui/displays/image-stage/stage.ts'

export const DIRECTIONS = ['axial', 'coronal', 'sagittal'] as const satisfies readonly MprDirection[]

/** A volume of a field tablet: 512 × 512 × 400 of 16 bits; larger ones are halved, or refused. */
const VOLUME_BYTES_MAX = 220 * 1024 * 1024
/** Where the browser says how much the device has, a tenth of it. */
const SHARE_OF_MEMORY = 0.1

/** Three planes through one series, all cut through one point. */
export class MprDesk {
  readonly series: ImageSeries
  facts = $state.raw<VolumeFacts | null>(null)
  progress = $state.raw<{ readonly done: number; readonly whole: number } | null>(null)
  problem = $state.raw<Problem | null>(null)
  index = $state.raw<Readonly<Record<MprDirection, number>>>({ axial: 0, coronal: 0, sagittal: 0 })
  cuts = $state.raw<Readonly<Record<MprDirection, Resliced | null>>>({
    axial: null,
    coronal: null,
    sagittal: null,
  })
  views = $state.raw<Readonly<Record<MprDirection, StageView>>>({
    axial: AS_OPENED,
    coronal: AS_OPENED,
    sagittal: AS_OPENED,
  })
  slabMm = $state(0)

  #cutting: readonly MprDirection[] = []
  #closed = false

  constructor(series: ImageSeries) {
    this.series = series
  }

  async open(): Promise<void> {
    const { deviceMemory } = navigator as { readonly deviceMemory?: number }
    const share = deviceMemory ? deviceMemory * 1024 ** 3 * SHARE_OF_MEMORY : VOLUME_BYTES_MAX
    this.progress = { done: 0, whole: 1 }
    const facts = await filmWorker()
      .volume(this.series.id, Math.min(VOLUME_BYTES_MAX, share), (done, whole) => {
        this.progress = { done, whole }
      })
      .catch(() => notOpen())
    this.progress = null
    if (this.#closed) return
    if (!facts.ok) {
      this.problem = facts.problem
      return
    }
    this.facts = facts.value
    const { axial, coronal, sagittal } = facts.value.planes
    this.index = { axial: axial.count >> 1, coronal: coronal.count >> 1, sagittal: sagittal.count >> 1 }
    for (const direction of DIRECTIONS) void this.#cut(direction)
  }

  close(): void {
    this.#closed = true
    void filmWorker().closeVolume()
  }

  goTo(direction: MprDirection, index: number): void {
    const count = this.facts?.planes[direction].count ?? 0
    this.index = { ...this.index, [direction]: Math.min(Math.max(index, 0), count - 1) }
    void this.#cut(direction)
  }

  /** All planes go through the point that was pressed on one of them. */
  cross(on: MprDirection, point: MarkPoint): void {
    const plane = this.cuts[on]?.info.plane
    const { facts } = this
    if (!plane || !facts) return
    const place = toPatient(plane, point)
    for (const direction of DIRECTIONS)
      if (direction !== on) this.goTo(direction, indexAt(facts.planes[direction], place))
  }

  /** Window is one for all planes; zoom and place are each plane's own. */
  look(on: MprDirection, view: StageView): void {
    const { voi, inverted } = view
    const shared = Object.fromEntries(
      DIRECTIONS.map((direction) => [direction, { ...this.views[direction], voi, inverted }]),
    ) as Record<MprDirection, StageView>
    this.views = { ...shared, [on]: view }
  }

  thick(slabMm: number): void {
    this.slabMm = slabMm
    for (const direction of DIRECTIONS) void this.#cut(direction)
  }

  /** One cut at a time in each direction; what is wanted meanwhile follows. */
  async #cut(direction: MprDirection): Promise<void> {
    if (this.#cutting.includes(direction) || !this.facts) return
    this.#cutting = [...this.#cutting, direction]
    for (;;) {
      const asked = { direction, index: this.index[direction], slabMm: this.slabMm }
      const cut = await filmWorker()
        .reslice(this.series.id, asked)
        .catch(() => notOpen())
      if (this.#closed) return
      if (cut.ok) this.cuts = { ...this.cuts, [direction]: cut.value }
      else this.problem = cut.problem
      if (!cut.ok || (this.index[direction] === asked.index && this.slabMm === asked.slabMm)) break
    }
    this.#cutting = this.#cutting.filter((one) => one !== direction)
  }
}

function indexAt({ normal, firstMm, stepMm }: PlanesFacts, place: Vector3): number {
  return Math.round((dot(place, normal) - firstMm) / stepMm)
}
