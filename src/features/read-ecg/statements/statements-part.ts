/** The statements of a tracing: a part of the desk that comes when it is asked for. */
export { default as StatementsPanel } from './StatementsPanel.svelte'
