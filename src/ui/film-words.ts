import { learn } from './say.ts'

/** Words that only the film desk needs: what its readers refuse, what a reader of pictures must know first, its models. */
const said = import.meta.glob<Parameters<typeof learn>[0]>(
  [
    './words/messages/image_{warning,gate,kind,outline,label,value}_*.js',
    // What models say and what is said of them.
    './words/messages/film_pack_*.js',
    './words/messages/{problem,cure}_{film,dicom,pixels,picture,nifti,volume,sr,photo}_*.js',
  ],
  { eager: true },
)

learn(Object.assign({}, ...Object.values(said)) as Parameters<typeof learn>[0])
