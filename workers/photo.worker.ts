import { expose } from 'comlink'
import { photoCanvas } from '#data/imaging/photo-canvas.ts'
import { photoIntakeOf } from '#data/imaging/photo-intake.ts'

expose(photoIntakeOf(photoCanvas))
