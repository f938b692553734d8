import { bad, type Outcome } from '#domain/problem.ts'
import { SAMPLES_MAX } from './limits.ts'
import { baseName, type SourceFile } from './source-file.ts'

/** A recording none of whose leads has a name that we know: nothing can be shown without guessing. */
export function noKnownLead(file: SourceFile, names: readonly string[]): Outcome<never> {
  const name = baseName(file.name)
  const listed = names.map((lead) => lead.trim() || '?').join(', ') || '?'
  return bad(
    'no-known-lead',
    `${name} names its leads in a way nobody here knows (${listed}); a lead is never taken by its position.`,
    'Export the ECG with the leads named I, II, III, aVR, aVL, aVF, V1 to V6.',
    { file: name, names: listed },
  )
}

/** More samples claimed, over all leads, than one tablet can hold; asked before anything is allocated. */
export function recordingTooLong(file: SourceFile, samples: number): Outcome<never> {
  const name = baseName(file.name)
  return bad(
    'recording-too-long',
    `${name} claims ${samples} samples; up to ${SAMPLES_MAX} can be opened at once.`,
    'Cut the recording into shorter parts (24 hours of three leads at 200 Hz fit).',
    { file: name, samples, limit: SAMPLES_MAX },
  )
}

/** A rate that no ECG has, or none at all. */
export function impossibleRate(file: SourceFile, sampleRateHz: number): Outcome<never> {
  const name = baseName(file.name)
  const rate = Number.isFinite(sampleRateHz) ? sampleRateHz : 0
  return bad(
    'sample-rate-out-of-range',
    `${name} states ${rate} samples a second.`,
    'A rate above 0 and up to 100,000 Hz is possible; export the recording again.',
    { file: name, rate },
  )
}

export function noSamples(file: SourceFile): Outcome<never> {
  const name = baseName(file.name)
  return bad('no-samples', `${name} holds no samples.`, 'Export the recording again.', { file: name })
}

/**
 * A file that is surely of this kind, with a part that cannot be read and without which nothing can be shown.
 * @param format as people call it: `DICOM`, `SCP-ECG`
 * @param part the part, by the format's own name for it
 */
export function brokenFile(file: SourceFile, format: string, part: string): Outcome<never> {
  const name = baseName(file.name)
  return bad(
    'ecg-file-broken',
    `${name} is ${format}, but this part of it cannot be read: ${part}.`,
    'Copy it again from the machine, or export the ECG again.',
    { file: name, format, part },
  )
}

/** A lead that does not say how its counts become volts; a scale is never guessed. */
export function scaleMissing(file: SourceFile, lead: string): Outcome<never> {
  const name = baseName(file.name)
  return bad(
    'ecg-scale-missing',
    `${name} does not say how the counts of ${lead} become volts.`,
    'Export the ECG again with its sensitivity and unit; a scale is never guessed.',
    { file: name, signal: lead },
  )
}
