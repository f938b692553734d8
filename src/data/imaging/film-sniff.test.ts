import { expect, test } from 'vitest'
import { ctSlice } from './film-intake.fixture.ts'
import { holdPictures } from './film-sniff.ts'

const text = (words: string) => new Blob([words])

test('a CT slice and a photograph are pictures', async () => {
  expect(await holdPictures([new Blob([ctSlice({ number: 1 })])])).toBe(true)
  expect(await holdPictures([text('I,II\n0,1'), new Blob([Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)])])).toBe(
    true,
  )
})

test('a DICOM ECG and what nobody knows are left to the ECG desk', async () => {
  const ecg = new Uint8Array(400)
  ecg.set(new TextEncoder().encode('DICM'), 128)
  ecg.set(new TextEncoder().encode('1.2.840.10008.5.1.4.1.1.9.1.1'), 200)
  expect(await holdPictures([new Blob([ecg]), text('0,1,2')])).toBe(false)
  expect(await holdPictures([])).toBe(false)
})
