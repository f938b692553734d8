import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { HubMetrics } from '../context.ts'

const PREFIX = 'hinterland_'
/** Seconds: from a commit on a good disk to a request that a bad line drew out. */
const BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
/** Different values of one label; what comes after shares the last one, so that no tablet can fill the memory. */
const LABEL_VALUES_MAX = 100

export interface KeptMetrics extends HubMetrics {
  /** Everything as Prometheus reads it (text format 0.0.4). */
  text(): Promise<string>
  readonly contentType: string
  /** One gauge with a label: each value of the label and its number. */
  gaugeBy(name: string, help: string, label: string, ask: () => Readonly<Record<string, number>>): void
  /** What a gauge says now; null where nobody has set it up. */
  gauged(name: string): number | null
  /** So many of a counter, over all its labels or one value of one label. */
  counted(name: string, label?: readonly [name: string, value: string]): Promise<number>
  /** Upper edge of the bucket that holds this share of the times, seconds; null where nothing was timed. */
  quantileSeconds(name: string, share: number): Promise<number | null>
  close(): void
}

/** Counters and times of one hub in a registry of their own; names get `hinterland_` before them. */
export function createMetrics(): KeptMetrics {
  const registry = new Registry()
  const counters = new Map<
    string,
    { readonly counter: Counter; readonly labels: ReadonlyMap<string, Set<string>> }
  >()
  const histograms = new Map<string, Histogram>()
  const loop = monitorEventLoopDelay({ resolution: 20 })
  loop.enable()

  const gauges = new Map<string, () => number>()
  const gauge: HubMetrics['gauge'] = (name, help, ask) => {
    gauges.set(name, ask)
    // A part that is made anew speaks for itself.
    registry.removeSingleMetric(PREFIX + name)
    new Gauge({
      name: PREFIX + name,
      help,
      registers: [registry],
      collect() {
        const value = ask()
        // A figure that cannot be had now is left out: no number is better than a wrong one.
        if (Number.isFinite(value)) this.set(value)
        else this.remove()
      },
    })
  }
  gauge('process_resident_bytes', 'Memory of the process', () => process.memoryUsage.rss())
  gauge('process_uptime_seconds', 'Since the process began', () => process.uptime())
  gauge('event_loop_delay_p99_seconds', 'How late the one thread is', () => loop.percentile(99) / 1e9)

  return {
    count(name, labels = {}, by = 1) {
      let known = counters.get(name)
      if (!known) {
        const labelNames = Object.keys(labels)
        const counter = new Counter({
          name: PREFIX + name,
          help: spoken(name),
          labelNames,
          registers: [registry],
        })
        known = { counter, labels: new Map(labelNames.map((label) => [label, new Set<string>()])) }
        counters.set(name, known)
      }
      known.counter.inc(withinLimits(known.labels, labels), by)
    },
    took(name, seconds) {
      let histogram = histograms.get(name)
      if (!histogram) {
        histogram = new Histogram({
          name: PREFIX + name,
          help: spoken(name),
          buckets: BUCKETS_S,
          registers: [registry],
        })
        histograms.set(name, histogram)
      }
      histogram.observe(seconds)
    },
    gauge,
    gaugeBy(name, help, label, ask) {
      registry.removeSingleMetric(PREFIX + name)
      new Gauge({
        name: PREFIX + name,
        help,
        labelNames: [label],
        registers: [registry],
        collect() {
          this.reset()
          for (const [value, number] of Object.entries(ask())) this.set({ [label]: value }, number)
        },
      })
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
    gauged: (name) => gauges.get(name)?.() ?? null,
    async counted(name, label) {
      const values = (await counters.get(name)?.counter.get())?.values ?? []
      return values
        .filter(({ labels }) => !label || labels[label[0]] === label[1])
        .reduce((sum, { value }) => sum + value, 0)
    },
    async quantileSeconds(name, share) {
      const values = (await histograms.get(name)?.get())?.values ?? []
      const buckets = values.filter(({ metricName }) => metricName?.endsWith('_bucket'))
      const total = buckets.at(-1)?.value ?? 0
      if (total === 0) return null
      const found = buckets.find(({ value }) => value >= share * total)
      return Number(found?.labels.le ?? Infinity)
    },
    close() {
      loop.disable()
      registry.clear()
    },
  }
}

/** Only the labels that the counter was made with, and only so many values of each. */
function withinLimits(
  known: ReadonlyMap<string, Set<string>>,
  labels: Readonly<Record<string, string>>,
): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, seen] of known) {
    const value = labels[name] ?? ''
    if (seen.size < LABEL_VALUES_MAX) seen.add(value)
    kept[name] = seen.has(value) ? value : 'other'
  }
  return kept
}

/** `facts_taken_total` is "facts taken total": Prometheus asks for a help line. */
const spoken = (name: string) => name.replaceAll('_', ' ')
