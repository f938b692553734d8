/** The statement rules: asked for when a tracing is opened. */
export { interpret as interpretEcg } from '#domain/ecg/statements/interpret.ts'
export { rhythmClaim } from '#inference/ecg-claims.ts'
