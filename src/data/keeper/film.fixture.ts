import { NO_FILM_REPORT, type SignedFilmReport } from '#domain/imaging/film-report.ts'
import type { Mark } from '#domain/imaging/marks.ts'
import { NOTHING_READ } from '#domain/reading/reader-first.ts'
import type { FilmFile } from '../imaging/film-intake.ts'
import type { FilmDraft } from '../imaging/film-store.ts'

/** A finished film with one measured mark, signed. */
export const LENGTH_MARK: Mark = {
  id: 'mark-1',
  place: { on: 'frame', instance: '1.2.840.1', frame: 0 },
  shape: {
    tool: 'length',
    points: [
      { x: 10.5, y: 20.25 },
      { x: 110.5, y: 20.25 },
    ],
  },
  text: '结节',
}

const REPORT: SignedFilmReport['report'] = {
  ...NO_FILM_REPORT,
  findings: [
    {
      id: 'finding-1',
      template: 'chest.nodule',
      slots: { side: 'right', size: '14.1 mm' },
      text: '右肺上叶见结节，约 14.1 mm。',
      marks: ['mark-1'],
      by: 'person',
      decision: 'accepted',
    },
  ],
  impression: '右肺上叶结节，建议复查。',
  urgency: 'urgent',
}

export const SIGNED: SignedFilmReport = {
  report: REPORT,
  marks: [LENGTH_MARK],
  readerFirst: NOTHING_READ,
  by: '周敏',
  at: '2026-11-22T04:10:07.123Z',
}

export const FILM: FilmDraft = {
  subject: null,
  summary: {
    study: '1.2.840.9',
    startedAt: '2026-11-21T09:30:00',
    modalities: ['DX'],
    description: 'Chest PA',
    bodyPart: 'CHEST',
    laterality: null,
    images: 2,
    thumbnail: null,
    series: [
      {
        id: '1.2.840.8',
        modality: 'DX',
        number: 1,
        description: 'PA',
        bodyPart: 'CHEST',
        sopClass: '1.2.840.10008.5.1.4.1.1.1.1',
        instances: ['1.2.840.1', '1.2.840.2'],
      },
    ],
  },
  marks: [LENGTH_MARK],
  measures: {
    'mark-1': {
      extents: [
        {
          name: 'length',
          extent: { quantity: 'length', value: 14.123, unit: 'mm', trust: 'estimated', basis: 'imager' },
        },
      ],
      values: null,
      probe: null,
    },
  },
  report: REPORT,
  signed: null,
  readerFirst: NOTHING_READ,
  readBy: null,
  finished: true,
}

/** Files of which no two are alike. */
export function filmFiles(count: number, sizeBytes = 900): FilmFile[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `series/IMG${String(i).padStart(4, '0')}.dcm`,
    bytes: crypto.getRandomValues(new Uint8Array(sizeBytes)),
  }))
}
