import { cpus, loadavg, totalmem } from 'node:os'
import type { Browser } from '@playwright/test'

/** The machine that the figures belong to. */
export interface Machine {
  readonly processor: string
  readonly cores: number
  readonly memoryGb: number
  readonly node: string
  readonly chromium: string
  /** Of the last minute, at the start: above the number of cores, times are those of a crowded machine. */
  readonly loadAverage: number
  readonly at: string
}

export function machineOf(browser: Browser): Machine {
  const processors = cpus()
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGb: Math.round(totalmem() / 1e9),
    node: process.version,
    chromium: browser.version(),
    loadAverage: Math.round(loadavg()[0]! * 10) / 10,
    at: new Date().toISOString(),
  }
}

/** One line; it says when other work was in the way. */
export function machineLine({ processor, cores, memoryGb, node, chromium, loadAverage }: Machine): string {
  const crowded =
    loadAverage > cores / 2 ? `; other work was running (load ${loadAverage}): times are indicative` : ''
  return `${cores} cores (${processor}), ${memoryGb} GB, Node ${node}, Chromium ${chromium}${crowded}`
}
