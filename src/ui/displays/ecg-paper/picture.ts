import type { Tracing } from '#domain/ecg/tracing.ts'
import type { Ink } from './ink.ts'
import type { PaperLayout } from './layout.ts'
import type { PaperView } from './view.ts'

/** Everything one picture of the paper depends on. */
export interface PaperPicture {
  readonly tracing: Tracing
  readonly layout: PaperLayout
  readonly view: PaperView
  /** CSS pixels a millimetre at zoom 1. */
  readonly pxPerMm: number
  readonly pixelRatio: number
  readonly widthPx: number
  readonly heightPx: number
  readonly ink: Ink
  readonly words: PaperWords
  readonly beatsMs: readonly number[]
  readonly emphasis: Emphasis | null
  readonly spotlight: Spotlight | null
  /** Stimuli of a pacemaker; absent where none are known. */
  readonly spikesMs?: readonly number[]
}

/** Where a picture puts millimetres: device pixels, the origin on a whole pixel. */
export interface Projection {
  readonly pxPerMm: number
  readonly leftPx: number
  readonly topPx: number
  readonly ratio: number
}

/**
 * What a model looked at, over time. A quiet band under the trace, and only with its label: without words
 * it would pass for a finding.
 */
export interface Emphasis {
  /** 0 to 1; NaN where there is none. */
  readonly values: Float32Array | readonly number[]
  readonly stepMs: number
  readonly label: string
  /** How sure the model was, in words: a band without it would look surer than its model. */
  readonly score: string
  /** The lead the model read, as the file spells it; without it the band stands under the row that marks beats. */
  readonly lead?: string
}

/** What is being spoken of: stretches of time, in some leads; in all where none is named. */
export interface Spotlight {
  readonly stretches: readonly { readonly fromMs: number; readonly toMs: number }[]
  /** Standard names, or as the file spells them. */
  readonly leads: readonly string[]
}

/** The words that stand on the paper. */
interface PaperWords {
  readonly missing: string
  readonly hidden: string
  readonly noSignal: string
  /** Beside the name of a lead that is less than good. */
  readonly quality?: Readonly<Record<string, string>>
  /** Speed, gain and filter, at the foot of every sheet. */
  readonly footer: string
}

/** Millimetres to device pixels for a picture. */
export function projectionOf({ view, pxPerMm, pixelRatio }: PaperPicture): Projection {
  const scale = pxPerMm * view.zoom * pixelRatio
  return {
    pxPerMm: scale,
    leftPx: Math.round(view.xMm * scale),
    topPx: Math.round(view.yMm * scale),
    ratio: pixelRatio,
  }
}
