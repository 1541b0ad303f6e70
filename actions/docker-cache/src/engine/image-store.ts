import { type IncomingMessage, request } from 'node:http'
import { isObject } from '@ci-kit/core/json'

const LIMIT_MS = 3_000
const LIMIT_BYTES = 4 * 1024 * 1024

/**
 * Whether Docker keeps its images in containerd, so that its own builder can
 * export caches: asked of the engine's socket itself, which takes no process
 * (`docker info` is one, of 0.1 s). False when the engine is elsewhere, does
 * not answer or answers something else: then a builder is made, which works
 * everywhere.
 */
export const hasContainerdStore = async (endpoint: string | undefined): Promise<boolean> => {
  const socketPath = /^unix:\/\/(\/.+)$/.exec(endpoint ?? '')?.[1]
  if (socketPath === undefined) return false
  const info = await engineInfo(socketPath)
  const status = isObject(info) && Array.isArray(info.DriverStatus) ? info.DriverStatus : []
  return status.some(
    (pair) =>
      Array.isArray(pair) &&
      pair[0] === 'driver-type' &&
      pair[1] === 'io.containerd.snapshotter.v1',
  )
}

/** Undefined when there is no answer in time. */
const engineInfo = (socketPath: string): Promise<unknown> =>
  new Promise((resolve) => {
    const unknown = () => resolve(undefined)
    const signal = AbortSignal.timeout(LIMIT_MS)
    const asked = request({ socketPath, path: '/info', agent: false, signal }, (response) => {
      textOf(response).then((text) => resolve(parsed(text)), unknown)
    })
    asked.on('error', unknown)
    asked.end()
  })

const textOf = async (response: IncomingMessage): Promise<string> => {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of response) {
    const bytes = Buffer.from(piece)
    length += bytes.length
    if (length > LIMIT_BYTES) throw new Error('The answer is too long.')
    pieces.push(bytes)
  }
  return Buffer.concat(pieces).toString('utf8')
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    // Something else listens there; the caller makes a builder of its own.
    return undefined
  }
}
