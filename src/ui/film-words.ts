import { learn } from './say.ts'

/** Words that only the film desk needs: what its readers refuse, what a reader of pictures must know first. */
const said = import.meta.glob<Parameters<typeof learn>[0]>(
  [
    './words/messages/image_warning_*.js',
    './words/messages/{problem,cure}_{film,dicom,pixels,picture,nifti,volume,sr,photo}_*.js',
  ],
  { eager: true },
)

learn(Object.assign({}, ...Object.values(said)) as Parameters<typeof learn>[0])
