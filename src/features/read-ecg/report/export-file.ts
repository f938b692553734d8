import { clinic } from '#data/clinic.svelte.ts'
import type { RecordingExport } from '#data/intake/export-recording.ts'
import type { PersonHit } from '#data/keeper/keeper.ts'
import { saveFile } from '#data/save-file.ts'
import { tabletState } from '#data/tablet-state.svelte.ts'
import { ecgIntake } from '#data/workers/decoder.ts'
import { CART_MEASUREMENTS, type CartMeasurement, type CartMeasurementName } from '#domain/ecg/cart.ts'
import { standingNumbers } from '#domain/ecg/report/standing-numbers.ts'
import { localDay } from '#ui/displays/person-line/person-words.ts'
import type { OpenEcg } from '../open-ecg.svelte.ts'

export type ExportFormat = 'dicom' | 'csv' | 'fhir'

/** @returns the name of the file that was saved; null where the part that writes it is not on this tablet */
export async function exportFile(
  ecg: OpenEcg,
  format: ExportFormat,
  person: PersonHit | null,
): Promise<string | null> {
  const recordName = fileStem(ecg)
  if (format !== 'fhir') {
    const asked: RecordingExport =
      format === 'csv'
        ? { format, tracing: ecg.recording.tracing, options: { recordName } }
        : { format, tracing: ecg.recording.tracing, options: dicomOptions(ecg, recordName, person) }
    const [file] = (await ecgIntake().export(asked)) ?? []
    if (!file) return null
    saveFile(file.name, file.bytes, format === 'csv' ? 'text/csv' : 'application/dicom')
    return file.name
  }
  const part = await import('./fhir-part.ts').catch(() => null)
  if (!part || !ecg.kept) return null
  const text = await part.exportFhir(ecg.kept, {
    person,
    nowMs: Date.now(),
    clinic: clinic.open ? (clinic.state?.clinic ?? '') : '',
    version: tabletState.install?.version ?? '',
  })
  const name = `${recordName}.fhir.json`
  saveFile(name, text, 'application/fhir+json')
  return name
}

/** Says nobody's name: it stands in the list of downloads. */
function fileStem(ecg: OpenEcg): string {
  const { startedAt } = ecg.recording.tracing
  return `ecg-${startedAt ? startedAt.slice(0, 16).replace(/[^0-9T-]/g, '') : localDay(new Date())}`
}

/** With a signed report the file says who confirmed it; without one it is unconfirmed, as a cart's would be. */
function dicomOptions(ecg: OpenEcg, recordName: string, person: PersonHit | null) {
  const { analysis, cart } = ecg.recording
  const { signed } = ecg.report
  const [manufacturer, ...rest] = cart?.device ?? []
  const report = signed
    ? [signed.report.findings, signed.report.impression, ...signed.report.quotes.map((quote) => `“${quote}”`)]
    : []
  const sex = person?.sex
  return {
    recordName,
    writtenAt: localNow(),
    ...(person && {
      person: {
        name: person.name,
        ...((sex === 'female' || sex === 'male') && { sex }),
        ...(person.birthDate && { birthDate: person.birthDate }),
      },
    }),
    ...(manufacturer && { device: { manufacturer, ...(rest.length > 0 && { model: rest.join(' ') }) } }),
    filter: cart?.filter ?? null,
    measurements: standingNumbers(analysis, signed?.corrections ?? ecg.corrections).flatMap(
      ({ id, value, unit }): CartMeasurement[] =>
        value === null || !isCartName(id) ? [] : [{ name: id, value, unit }],
    ),
    report: report.filter(Boolean).join('\n'),
    ...(signed && { confirmedBy: signed.by }),
  }
}

function isCartName(id: string): id is CartMeasurementName {
  return (CART_MEASUREMENTS as readonly string[]).includes(id)
}

function localNow(): string {
  const now = new Date()
  return `${localDay(now)}T${now.toTimeString().slice(0, 8)}`
}
