import { expose } from 'comlink'
import { createEcgIntake } from '#data/intake/ecg-intake.ts'

expose(createEcgIntake())
