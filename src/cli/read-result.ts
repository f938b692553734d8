import type { PixelSpacing } from '#domain/imaging/image.ts'

/** A number with its unit, or why there is none. */
export type ReadValue = { readonly value: number; readonly unit: string } | { readonly notMeasurable: string }

/** An element of what `read --json` prints (DESIGN section 6). */
export interface ReadResult {
  readonly file: string
  readonly ok: boolean
  readonly kind: 'ecg' | 'image' | 'series' | 'document'
  readonly error?: { readonly code: string; readonly message: string; readonly cure: string }
  readonly ecg?: {
    readonly format: string
    readonly leads: readonly string[]
    readonly sampleRateHz: number
    readonly durationMs: number
    readonly beats: number
    readonly rateBpm: number | { readonly notMeasurable: string }
    readonly measurements: Readonly<Record<string, ReadValue>>
    /** What the machine said of itself, by our names where it has them; null where the file is silent. */
    readonly cart: {
      readonly device: readonly string[]
      readonly confirmedBy: string | null
      readonly measurements: Readonly<Record<string, { readonly value: number; readonly unit: string }>>
      readonly statements: readonly string[]
    } | null
    /** What speaks for interchanged or loose electrodes. */
    readonly electrodes: readonly {
      readonly code: string
      readonly certainty: string
      readonly leads: readonly string[]
    }[]
    /** Beats that a pacemaker led to; null where the sampling rate shows no stimulus. */
    readonly pacedBeats: number | null
    /** `normal`, `otherwise-normal`, `abnormal`, `uninterpretable`. */
    readonly conclusion: string
    readonly statements: readonly {
      readonly rule: string
      /** Of AHA/ACC/HRS 2007; null where that list has none. */
      readonly code: number | null
      readonly text: string
      readonly certainty: string
      /** `rules`, and the packs whose answers were decisive. */
      readonly by: readonly string[]
      /** The comparisons that held. */
      readonly evidence: readonly string[]
    }[]
    /** What could not be decided, and why. */
    readonly notAssessable: readonly { readonly rule: string; readonly reasons: readonly string[] }[]
    /** Two voices that do not agree. */
    readonly contradictions: readonly { readonly name: string; readonly by: readonly string[] }[]
  }
  readonly image?: {
    /** With the transfer syntax where it is DICOM. */
    readonly format: string
    /** DICOM modality; empty where the file does not say. */
    readonly modality: string
    readonly rows: number
    readonly columns: number
    /** Of all files of the series. */
    readonly frames: number
    readonly samplesPerPixel: 1 | 3
    readonly bitsStored: number
    /** Of the stored samples, frame after frame, little endian, before rescale, window and palette. */
    readonly pixelSha256: string
    /** Millimetres a pixel and what they rest on; null where nothing says it. */
    readonly spacing: PixelSpacing | null
    readonly warnings: readonly string[]
  }
  readonly document?: { readonly kind: string; readonly title: string; readonly lines: readonly string[] }
  readonly answers: readonly {
    readonly pack: string
    readonly version: string
    /** Of a picture: which of its frames, counted from 0 over all files of the input. */
    readonly frame?: number
    readonly engine: string | null
    readonly gate: { readonly passed: boolean; readonly reason?: string }
    readonly outputs: Readonly<Record<string, number>> | null
    readonly calibrated: Readonly<Record<string, number>> | null
    /** Of the network; null where only the claim is kept. */
    readonly durationMs: number | null
    /** What the pack claims, in few words; null where it claims nothing. */
    readonly claim: string | null
  }[]
}
