/** What the desk needs to compare with an earlier tracing: asked for when the tab is opened. */
export { default as ComparePanel } from './ComparePanel.svelte'
export { default as PriorPaper } from './PriorPaper.svelte'
