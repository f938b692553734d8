/** What the desk opens on a tap: it is asked for when it is first wanted (`import('./detail-part.ts')`). */
export { default as Amplitudes } from './Amplitudes.svelte'
export { default as CartBeat } from './CartBeat.svelte'
export { default as DeskDetails } from './NumberEvidence.svelte'
export { default as KeyHelp } from './KeyHelp.svelte'
export { default as MoreNumbers } from './MoreNumbers.svelte'
