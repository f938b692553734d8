import './trusted-scripts.ts'
import { expose } from 'comlink'
import * as ort from 'onnxruntime-web/webgpu'
import { createInferenceHost } from '#inference/host.ts'
import { createOrtRuntime } from '#inference/ort/runtime.ts'
import { installedFiles } from '#data/install/installed-files.ts'

expose(
  createInferenceHost(
    createOrtRuntime(ort, 'ort-webgpu', installedFiles, { loaderByUrl: true }),
    installedFiles,
  ),
)
