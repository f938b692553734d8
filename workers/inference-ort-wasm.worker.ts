import './trusted-scripts.ts'
import { expose } from 'comlink'
import * as ort from 'onnxruntime-web/wasm'
import { createInferenceHost } from '#inference/host.ts'
import { createOrtRuntime } from '#inference/ort/runtime.ts'
import { installed } from './installed.ts'

expose(createInferenceHost(createOrtRuntime(ort, 'ort-wasm', installed, { loaderByUrl: true }), installed))
