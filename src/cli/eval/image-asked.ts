import type { ImageGateReason } from '#domain/imaging/claims.ts'
import { good, type Outcome } from '#domain/problem.ts'
import { answerImage, type ImageReading } from '#inference/image/image-answer.ts'
import { kindRefusal } from '#inference/image/image-gate.ts'
import { kindOfPicture, patchAround } from '#inference/image/image-kind.ts'
import { openImageModel, type ImageModel } from '#inference/image/image-model.ts'
import type { PackPicture } from '#inference/image/picture.ts'
import type { PackReader } from '#inference/reader.ts'
import { openTreeReader, treePacks } from '../tree-reader.ts'

/** What a pack says of one picture as the film desk asks it: the intake first, then the pack with its own gate. */
interface AskedPicture {
  readonly refused: ImageGateReason | null
  readonly read: ImageReading | null
}

/** A pack of this tree that can be asked about pictures. */
export interface ImageAsker {
  readonly model: ImageModel
  /** Whether an intake that can be used stands before it. */
  readonly hasIntake: boolean
  ask(picture: PackPicture): Promise<AskedPicture>
  dispose(): Promise<void>
}

/** Opens a pack that reads pictures, and the intake of the tree where there is one. */
export async function openAsker(id: string): Promise<Outcome<ImageAsker>> {
  const opened = await openTreeReader(id, openImageModel)
  if (!opened.ok) return opened
  const { reader, dispose } = opened.value
  const { model } = reader
  if (model.task === 'image-kind') {
    const ask = async (picture: PackPicture): Promise<AskedPicture> => {
      const { answer, refused } = await kindOfPicture(reader, picture)
      return { refused, read: answer.read }
    }
    return good({ model, hasIntake: true, ask, dispose })
  }
  const gatekeeper = (await treePacks()).find(({ task }) => task === 'image-kind')
  const found = gatekeeper ? await openTreeReader(gatekeeper.id, openImageModel) : null
  const intake = found?.ok ? found : null
  return good({
    model,
    hasIntake: intake !== null,
    async ask(picture) {
      const pointed = withPoint(model, picture)
      const answer = await answerImage(reader, pointed)
      const kind = intake && (await kindReason(intake.value.reader, model, pointed))
      return { refused: kind ?? answer.refused, read: answer.read }
    },
    async dispose() {
      await dispose()
      await intake?.value.dispose()
    },
  })
}

/** Why the intake would not have the pack asked; of a pack of patches it judges the patch. */
async function kindReason(
  intake: PackReader<ImageModel>,
  { preprocessing, size, gate }: ImageModel,
  picture: PackPicture,
): Promise<ImageGateReason | null> {
  const shown = preprocessing === 'patch-v1' ? patchAround(picture, size.width, size.height) : picture
  const { seen, refused } = await kindOfPicture(intake, shown)
  return refused ?? kindRefusal(gate, seen)
}

/** A pack of patches is asked about the middle of a picture on which nobody points anywhere. */
function withPoint({ preprocessing }: ImageModel, picture: PackPicture): PackPicture {
  if (preprocessing !== 'patch-v1' || picture.point !== null) return picture
  return { ...picture, point: { x: picture.width / 2, y: picture.height / 2 } }
}
