import './trusted-scripts.ts'
import { expose } from 'comlink'
import { createInferenceHost } from '#inference/host.ts'
import { createTfjsRuntime } from '#inference/tfjs/runtime.ts'
import { installed } from './installed.ts'

expose(createInferenceHost(createTfjsRuntime(installed), installed))
