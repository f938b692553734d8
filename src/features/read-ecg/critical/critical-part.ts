/** The red banner with its rules: asked for when a tracing is opened (`import('./critical-part.ts')`). */
export { default as CriticalBanner } from './CriticalBanner.svelte'
