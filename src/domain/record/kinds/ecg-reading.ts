import * as v from 'valibot'
import { defineKind, sha256, text } from './kind.ts'

/** A finished reading of an ECG: the recording by hash, what was measured, what the model said, what the person said. */
export const ecgReading = defineKind({
  kind: 'ecg-reading',
  merges: 'append',
  value: v.object({
    /** The row of the reading on this tablet: summary, analysis and model answer live there, sealed. */
    reading: v.pipe(v.string(), v.maxLength(64)),
    recording: v.array(v.object({ name: text(300), sha256, sizeBytes: v.pipe(v.number(), v.integer()) })),
    leads: v.pipe(v.number(), v.integer()),
    durationMs: v.pipe(v.number(), v.integer()),
    /** Whole beats a minute; left out where the rate cannot be measured. */
    ratePerMin: v.optional(v.pipe(v.number(), v.integer())),
    ownWords: text(8000),
    /** The model's label with its calibrated per cent, when it gave one and its gate passed. */
    answer: v.optional(
      v.object({
        pack: text(80),
        version: text(40),
        label: text(80),
        percent: v.pipe(v.number(), v.integer()),
      }),
    ),
    disposition: v.picklist(['accepted', 'rejected', 'open']),
  }),
})
export type EcgReading = v.InferOutput<typeof ecgReading.value>
