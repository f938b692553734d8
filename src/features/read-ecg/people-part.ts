/**
 * The part of the desk that knows people. A tablet without a clinic never needs it, so it is asked for later
 * (`import('./people-part.ts')`) and travels with the records.
 */
export { default as DeskIsFor } from './DeskIsFor.svelte'
export { default as WhoseTracing } from './WhoseTracing.svelte'
