import type { TracingWarning } from '#domain/ecg/tracing.ts'

/** A warning in plain English, for the command line. */
export function warningSentence({ code, details }: TracingWarning): string {
  switch (code) {
    case 'checksum-differs':
      return `the checksum in the file does not match ${details['leads']}; the data were kept as they are.`
    case 'data-cut-short':
      return `the data end after ${details['foundMs']} ms, the header says ${details['expectedMs']} ms.`
    case 'gaps':
      return `${details['milliseconds']} ms of samples are missing; they stay a gap.`
    case 'limb-leads-inconsistent':
      return `the limb leads contradict each other by up to ${details['microvolts']} uV: a scale, a sign or a name may be wrong.`
    case 'other-signals-left-out':
      return `signals that are not read: ${details['names']}.`
    case 'amplitude-uncalibrated':
      return `the header gives no scale for ${details['leads']}; amplitudes assume 200 counts per mV.`
    case 'annotations-left-out':
      return `annotation files that are not shown: ${details['names']}.`
    case 'part-unreadable':
      return `this part of the file cannot be read: ${details['part']}; the rest stands.`
    case 'unknown-leads-left-out':
      return `leads whose names nobody here knows: ${details['names']}; left out, never placed by position.`
    case 'leads-derived':
      return `computed from I and II, not stored in the file: ${details['names']}.`
    case 'filtered-by-device':
      return `the device filtered before it wrote: ${band(details['low'], details['high'])}.`
    case 'skew-corrected':
      return `moved by up to ${details['milliseconds']} ms to their own time, as the file asks: ${details['names']}.`
    case 'other-groups-left-out':
      return `shown is ${details['shown']}; not shown: ${details['others']}.`
  }
}

function band(low: string | number | undefined, high: string | number | undefined): string {
  if (!low) return `below ${high} Hz`
  return typeof high === 'number' ? `${low} to ${high} Hz` : `above ${low} Hz`
}
