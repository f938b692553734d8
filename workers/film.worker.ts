import { expose } from 'comlink'
import { browserCodecs } from '#data/imaging/codecs.ts'
import { filmIntakeOf } from '#data/imaging/film-intake-of.ts'
import { filmForKeeping } from '#data/imaging/film-keeping.ts'
import { filmReader } from '#data/imaging/film-reader.ts'
import { installedFiles } from '#data/install/installed-files.ts'

const codecs = browserCodecs()

expose(
  filmIntakeOf({
    read: filmReader(codecs),
    sample: async (name) => (await import('#data/imaging/film-sample.ts')).sampleFiles(name),
    forKeeping: filmForKeeping,
    volumes: () => import('#data/imaging/film-volume.ts'),
    asking: () => import('#data/imaging/film-asking.ts'),
    packFiles: installedFiles,
  }),
)
