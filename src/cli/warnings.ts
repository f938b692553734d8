import type { TracingWarning } from '#domain/ecg/tracing.ts'

/** A warning in plain English, for the command line. */
export function warningSentence({ code, details }: TracingWarning): string {
  switch (code) {
    case 'checksum-differs':
      return `the checksum of ${details['leads']} differs from the header's; the data were kept as they are.`
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
  }
}
