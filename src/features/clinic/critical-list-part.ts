/** The list of critical values and how it is set: asked for when somebody opens it (`import('./critical-list-part.ts')`). */
export { default as CriticalListEditor } from './CriticalListEditor.svelte'
