import type { Tracing } from '#domain/ecg/tracing.ts'
import type { SourceFile } from '../source-file.ts'
import { cartValue, counts, escaped, type FixtureEcg, xmlFile } from '../xml/xml-ecg.fixture.ts'

export interface WriteSchillerOptions {
  readonly unitPerBit?: number
  readonly units?: 'UV' | 'MV'
}

/** A SchillerEDI file, for tests. */
export function writeSchiller(ecg: FixtureEcg, options: WriteSchillerOptions = {}): SourceFile {
  const [date, time] = ecg.tracing.startedAt!.split('T') as [string, string]
  const [vendor, model, serial, program] = ecg.cart.device as readonly [string, string, string, string]
  const person = ecg.cart.person!
  const [given, family] = person.name!.split(' ')
  const filter = ecg.cart.filter!
  return xmlFile('schiller.xml', [
    '<?xml version="1.0"?>',
    '<com.xiriuz.sema.xml.schillerEDI.SchillerEDI>',
    `<patdata><id>${person.id}</id><lastname>${family}</lastname><firstname>${given}</firstname>`,
    `<birthdate>${person.birthDate!.replaceAll('-', '')}</birthdate><gender>FEMALE</gender></patdata>`,
    `<examdescript><startdatetime><date>${date.replaceAll('-', '')}</date><time>${time.replaceAll(':', '')}000</time>`,
    `</startdatetime><aquiringdevice><hardware><vendor>${escaped(vendor)}</vendor><model>${escaped(model)}</model>`,
    `<serialnum>${serial}</serialnum></hardware><software><version>${program}</version></software></aquiringdevice></examdescript>`,
    '<eventdata><event>',
    waves('ECG_AVERAGES', ecg.median, options),
    waves('ECG_RHYTHMS', ecg.tracing, options),
    ...measurements(ecg),
    '<filters_display><filter><name>LOWPASS_CUTOFF_FREQ</name><value>25</value></filter></filters_display>',
    `<filters_data><filter><name>MAINS</name><value>${filter.notchHz}</value></filter>`,
    `<filter><name>HIGHPASS_CUTOFF_FREQ</name><value>${filter.highPassHz}</value></filter>`,
    `<filter><name>LOWPASS_CUTOFF_FREQ</name><value>${filter.lowPassHz}</value></filter></filters_data>`,
    `<textdata><type>INTERPRETATION</type><textdata>${ecg.cart.statements.map(({ text }) => escaped(text)).join('\n')}</textdata></textdata>`,
    '</event></eventdata></com.xiriuz.sema.xml.schillerEDI.SchillerEDI>',
  ])
}

function measurements(ecg: FixtureEcg): string[] {
  return [
    ['HR', 'rateBpm'],
    ['P', 'pMs'],
    ['PQ', 'prMs'],
    ['QRS', 'qrsMs'],
    ['QT', 'qtMs'],
    ['QTC', 'qtcMs'],
    ['AXIS_P', 'pAxisDeg'],
    ['AXIS_QRS', 'qrsAxisDeg'],
    ['AXIS_T', 'tAxisDeg'],
    ['BP_S', 'none'],
  ].map(
    ([name, of]) =>
      `<annotation_global><name>${name}</name><value>${cartValue(ecg, of!) || '-'}</value></annotation_global>`,
  )
}

function waves(type: string, tracing: Tracing, options: WriteSchillerOptions): string {
  const { unitPerBit = 1, units = 'UV' } = options
  const lsbMv = units === 'UV' ? unitPerBit / 1000 : unitPerBit
  const channels = tracing.leads.map(
    ({
      name,
      samplesMv,
    }) => `<channel><name>${name.toUpperCase()}</name><data>${counts(samplesMv, lsbMv).join(',')}</data>
<datastype>COMMASEPARATE</datastype><samplecount>${samplesMv.length}</samplecount></channel>`,
  )
  return `<wavedata><type>${type}</type><resolution><samplerate><exponent>1</exponent><value>${tracing.sampleRateHz}</value></samplerate>
<yres><unitperbit>${unitPerBit}</unitperbit><units>${units}</units></yres></resolution>
${channels.join('\n')}
<channelconfiguration>ECG_STANDARD</channelconfiguration></wavedata>`
}
