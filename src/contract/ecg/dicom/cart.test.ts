import { describe, expect, test } from 'vitest'
import { codeItem, ElementWriter } from './element-writer.ts'
import { dicomOf, groupOf, opened } from './fixtures.testing.ts'

describe('what the machine said', () => {
  const annotation = (
    name: readonly [string, string, string],
    unit: string,
    value: string,
    channels = [1, 0],
  ) =>
    new ElementWriter()
      .uint16(0x0040a0b0, ...channels)
      .sequence(0x0040a043, [codeItem(...name)])
      .sequence(0x004008ea, [codeItem(unit, 'UCUM', '')])
      .text(0x0040a30a, 'DS', value)
  const cartOf = (root: ElementWriter) =>
    opened(dicomOf([groupOf({ channels: [{}], counts: [[1, 2]] })], root)).cart

  test('its measurements by code, in our units; zero and per-lead ones are none', () => {
    const cart = cartOf(
      new ElementWriter().sequence(0x0040b020, [
        annotation(['8867-4', 'LN', 'Heart rate'], '{H.B.}/min', '69', [1, 1]),
        annotation(['5.13.5-7', 'SCPECG', 'PR Interval'], 'ms', '0'),
        annotation(['2:16156', 'MDC', 'QRS duration, global'], 's', '0.098'),
        annotation(['5.13.5-11', 'SCPECG', 'QT Interval'], 'ms', '380', [1, 3]),
        annotation(['5.10.3-13', 'SCPECG', 'QRS Axis'], 'ms', '-61'),
        annotation(['2:15892', 'MDC', 'QTc global using Hodges formula'], 'ms', '410'),
        annotation(['5.10.3-15', 'SCPECG', 'T Axis'], 'deg', '999'),
      ]),
    )
    expect(cart!.measurements).toEqual([
      { name: 'rateBpm', value: 69, unit: '/min' },
      { name: 'qrsMs', value: 98, unit: 'ms' },
      { name: 'qrsAxisDeg', value: -61, unit: 'deg' },
      { name: 'qtcHodgesMs', value: 410, unit: 'ms' },
    ])
  })

  test('its statements, line by line, and not the marks on single beats', () => {
    const cart = cartOf(
      new ElementWriter().sequence(0x0040b020, [
        new ElementWriter().text(0x00700006, 'ST', 'SINUS RHYTHM\r\nNORMAL ECG'),
        new ElementWriter().text(0x00700006, 'ST', 'R').text(0x0040a130, 'CS', 'POINT'),
        new ElementWriter().sequence(0x0040a168, [codeItem('I48', 'ICD10', 'Atrial fibrillation')]),
      ]),
    )
    expect(cart!.statements).toEqual([
      { text: 'SINUS RHYTHM' },
      { text: 'NORMAL ECG' },
      { text: 'Atrial fibrillation', code: 'I48' },
    ])
  })

  test('whom the file names, and with what it was recorded', () => {
    const cart = cartOf(
      new ElementWriter()
        .text(0x00080005, 'CS', 'ISO_IR 192')
        .text(0x00080070, 'LO', 'Maker')
        .text(0x00181000, 'LO', '42')
        .text(0x00081060, 'PN', 'Doe^Jane')
        .text(0x00100010, 'PN', 'Wang^Xiaodong=王^小东')
        .text(0x00100020, 'LO', 'A-7')
        .text(0x00100030, 'DA', '19580302')
        .text(0x00100040, 'CS', 'F')
        .text(0x00101010, 'AS', '067Y'),
    )
    expect(cart).toMatchObject({
      device: ['Maker', '42'],
      confirmedBy: 'Doe Jane',
      person: { name: '王小东', id: 'A-7', birthDate: '1958-03-02', sex: 'female', ageYears: 67 },
    })
  })

  test('the time of the recording: when it was acquired, before when the content was made', () => {
    const at = (root: ElementWriter) =>
      opened(dicomOf([groupOf({ channels: [{}], counts: [[1, 2]] })], root)).tracing.startedAt
    const content = () =>
      new ElementWriter().text(0x00080023, 'DA', '20260102').text(0x00080033, 'TM', '030405.123')
    expect(at(content().text(0x0008002a, 'DT', '20260101121314.5+0800'))).toBe('2026-01-01T12:13:14')
    expect(at(content())).toBe('2026-01-02T03:04:05')
    expect(at(new ElementWriter().text(0x0008002a, 'DT', '20261399'))).toBeNull()
  })
})
