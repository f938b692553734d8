import type { Frame } from '#domain/imaging/image.ts'
import { STAGE_PX } from './film-order.ts'

/** The part of @cornerstonejs/core that is used; the library itself is put into the page by the bench. */
interface Cornerstone {
  init(configuration: object): boolean
  setUseCPURendering(status: boolean): void
  readonly imageLoader: {
    registerImageLoader(scheme: string, load: (id: string) => { promise: Promise<unknown> }): void
  }
  readonly metaData: { addProvider(get: (type: string, id: string) => unknown, priority: number): void }
  readonly RenderingEngine: new (id: string) => Engine
}
interface Engine {
  enableElement(input: object): void
  getViewport(id: string): Viewport
  /** `_renderFlaggedViewports` is what its `requestAnimationFrame` calls; asked directly so that its work can be timed. */
  readonly _implementation: { _renderFlaggedViewports(): void; readonly _needsRender: Set<string> }
  destroy(): void
}
interface Viewport {
  setStack(ids: readonly string[], index: number): Promise<unknown>
  setImageIdIndex(index: number): Promise<unknown>
  setProperties(properties: { voiRange: { lower: number; upper: number } }): void
}

const SCHEME = 'bench'
const VIEWPORT = 'film'

/** It learns once where frames come from; they stay known. */
const stacks: (readonly Frame[])[] = []

function frameOf(id: string): Frame {
  const [, stack, index] = id.split(':')
  return stacks[Number(stack)]![Number(index)]!
}

function start(cornerstone: Cornerstone): void {
  cornerstone.init({})
  cornerstone.setUseCPURendering(true)
  cornerstone.imageLoader.registerImageLoader(SCHEME, (id) => ({
    promise: Promise.resolve(imageOf(id, frameOf(id))),
  }))
  cornerstone.metaData.addProvider(
    (type, id) => (id.startsWith(SCHEME) ? moduleOf(type, frameOf(id)) : undefined),
    9,
  )
}

/** The same frames in a stack viewport of cornerstone3D, painted on the processor as it does without a GPU. */
export async function cornerstoneOf(frames: readonly Frame[], host: HTMLElement) {
  const { cornerstone } = globalThis as unknown as { cornerstone: Cornerstone }
  const stack = stacks.push(frames) - 1
  if (stack === 0) start(cornerstone)
  const element = host.appendChild(document.createElement('div'))
  element.style.cssText = `width:${STAGE_PX}px;height:${STAGE_PX}px`
  const engine = new cornerstone.RenderingEngine('bench')
  engine.enableElement({ viewportId: VIEWPORT, type: 'stack', element })
  const viewport = engine.getViewport(VIEWPORT)
  await viewport.setStack(
    frames.map((_, i) => `${SCHEME}:${stack}:${i}`),
    0,
  )
  const render = () => {
    engine._implementation._needsRender.add(VIEWPORT)
    engine._implementation._renderFlaggedViewports()
  }
  return {
    canvas: element.querySelector('canvas')!,
    window(centre: number, width: number): void {
      viewport.setProperties({ voiRange: { lower: centre - width / 2, upper: centre + width / 2 } })
      render()
    },
    async scroll(index: number): Promise<void> {
      await viewport.setImageIdIndex(index)
      render()
    },
    end: () => engine.destroy(),
  }
}

function imageOf(imageId: string, { rows, columns, pixels }: Frame) {
  return {
    imageId,
    minPixelValue: 0,
    maxPixelValue: 4095,
    slope: 1,
    intercept: 0,
    windowCenter: 2048,
    windowWidth: 4096,
    voiLUTFunction: 'LINEAR',
    getPixelData: () => pixels,
    rows,
    columns,
    height: rows,
    width: columns,
    color: false,
    rgba: false,
    numberOfComponents: 1,
    columnPixelSpacing: 1,
    rowPixelSpacing: 1,
    invert: false,
    photometricInterpretation: 'MONOCHROME2',
    sizeInBytes: pixels.byteLength,
    dataType: 'Uint16Array',
  }
}

function moduleOf(type: string, { rows, columns }: Frame): unknown {
  if (type === 'imagePixelModule')
    return {
      bitsAllocated: 16,
      bitsStored: 12,
      highBit: 11,
      samplesPerPixel: 1,
      pixelRepresentation: 0,
      photometricInterpretation: 'MONOCHROME2',
    }
  if (type === 'imagePlaneModule')
    return {
      rows,
      columns,
      rowCosines: [1, 0, 0],
      columnCosines: [0, 1, 0],
      imageOrientationPatient: [1, 0, 0, 0, 1, 0],
      imagePositionPatient: [0, 0, 0],
      rowPixelSpacing: 1,
      columnPixelSpacing: 1,
      frameOfReferenceUID: '1.2.3',
    }
  if (type === 'generalSeriesModule') return { modality: 'DX' }
  if (type === 'voiLutModule') return { windowCenter: [2048], windowWidth: [4096] }
  if (type === 'modalityLutModule') return { rescaleSlope: 1, rescaleIntercept: 0 }
  return undefined
}
