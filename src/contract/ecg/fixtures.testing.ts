import type { Annotation, Tracing } from '#domain/ecg/tracing.ts'
import { standardLead } from './lead-names.ts'
import type { SourceFile } from './source-file.ts'

/** A tracing from plain numbers, for tests of readers and writers. */
export function tracingOf(
  leads: Readonly<Record<string, readonly number[]>>,
  sampleRateHz = 500,
  annotations: readonly Annotation[] = [],
): Tracing {
  return {
    sampleRateHz,
    leads: Object.entries(leads).map(([name, samples]) => ({
      name,
      standard: standardLead(name),
      samplesMv: Float32Array.from(samples),
    })),
    annotations,
    startedAt: '2026-11-21T09:30:00',
    warnings: [],
  }
}

/** Two seconds of a shape that obeys Einthoven's law, in steps of 5 uV; no heart beats in it. */
export function limbLeads(sampleCount = 1000): Tracing {
  const step = (mv: number): number => Math.round(mv * 200) / 200
  const one = Array.from({ length: sampleCount }, (_, i) => step(0.4 * Math.sin(i / 9)))
  const three = Array.from({ length: sampleCount }, (_, i) => step(0.7 * Math.cos(i / 13)))
  return tracingOf({ I: one, II: one.map((mv, i) => mv + three[i]!), III: three })
}

export function textFile(name: string, text: string): SourceFile {
  return { name, bytes: new TextEncoder().encode(text) }
}

export function renamed(file: SourceFile, name: string): SourceFile {
  return { name, bytes: file.bytes }
}
