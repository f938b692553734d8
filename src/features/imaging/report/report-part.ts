/** The report of a study: a part of the desk that comes when it is asked for. */
export { default as ReportPanel } from './ReportPanel.svelte'
