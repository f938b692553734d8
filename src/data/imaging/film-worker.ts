import type { FilmClaims } from '#domain/imaging/claims.ts'
import type { Frame, FrameInfo, ImageWarning, Vector3 } from '#domain/imaging/image.ts'
import type { MprDirection } from '#domain/imaging/reslice.ts'
import type { Outcome } from '#domain/problem.ts'
import type { PackVersion } from '#inference/beside.ts'
import type { AskedFrame, RunPack } from './film-asking.ts'
import type { FilmIntake } from './film-intake.ts'

/** A small picture, ready to be drawn: RGBA. */
export interface Thumbnail {
  readonly width: number
  readonly height: number
  readonly rgba: Uint8ClampedArray<ArrayBuffer>
}

/** The planes in one direction: where the first lies along their normal (LPS), and how far apart they are. */
export interface PlanesFacts {
  readonly count: number
  readonly normal: Vector3
  readonly firstMm: number
  readonly stepMm: number
}

/** What is known of a volume before a plane is cut. */
export interface VolumeFacts {
  readonly planes: Readonly<Record<MprDirection, PlanesFacts>>
  readonly sizeBytes: number
  /** What a reader must know: slices left out, matrix halved. */
  readonly warnings: readonly ImageWarning[]
}

export interface Resliced {
  readonly frame: Frame
  readonly info: FrameInfo
}

/** Which plane is cut, over which thickness (0: one plane, else the brightest of the slab). */
export interface ResliceAsked {
  readonly direction: MprDirection
  readonly index: number
  readonly slabMm: number
}

/** Areas of one segment on one frame of the pictures. */
export interface SegmentArea {
  readonly segment: number
  /** One byte a pixel, 0 or 1, rows × columns of the frame that it lies on. */
  readonly mask: Uint8Array
  readonly rows: number
  readonly columns: number
}

/** All that the image worker does: the intake, small pictures, what packs say of them, and planes through a volume. */
export interface FilmWorker extends FilmIntake {
  /** The frame as its file wants it shown, no side longer than `sizePx`; the frame stays ready in the worker. */
  thumbnail(instance: string, index: number, sizePx: number): Promise<Outcome<Thumbnail>>
  /**
   * What packs say of a frame; the frame stays ready in the worker.
   * @param run runs a network; what it throws is thrown here
   */
  claims(packs: readonly PackVersion[], asked: AskedFrame, run: RunPack): Promise<Outcome<FilmClaims>>
  /**
   * Builds the volume of a series, slice by slice; `onProgress` hears how many. Problems `volume-…`, `film-cancelled`.
   * @param budgetBytes what it may take in memory
   */
  volume(
    series: string,
    budgetBytes: number,
    onProgress: (done: number, whole: number) => void,
  ): Promise<Outcome<VolumeFacts>>
  reslice(series: string, asked: ResliceAsked): Promise<Outcome<Resliced>>
  /** Stops the building of a volume, or lets it go. */
  closeVolume(): Promise<void>
  /** What a segmentation drew over a frame; empty where it drew nothing. */
  segments(document: string, instance: string, index: number): Promise<Outcome<readonly SegmentArea[]>>
}
