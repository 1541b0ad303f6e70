import {
  type LocalSigstore,
  type LocalSigstoreOptions,
  startLocalSigstore,
} from '@ci-kit/local-sigstore/start-local-sigstore'
import { afterEach } from '@jest/globals'

/** Starts one for a test, and stops it after the test. */
export const started = (): ((options?: LocalSigstoreOptions) => Promise<LocalSigstore>) => {
  const running: LocalSigstore[] = []
  afterEach(async () => {
    await Promise.all(running.splice(0).map((sigstore) => sigstore.close()))
  })
  return async (options) => {
    const sigstore = await startLocalSigstore(options)
    running.push(sigstore)
    return sigstore
  }
}

export type Answer = {
  readonly status: number
  readonly text: string
  readonly headers: Headers
}

export const post = async (
  url: string,
  body: object | Buffer,
  type = 'application/json',
): Promise<Answer> => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': type },
    body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body),
  })
  return { status: answer.status, text: await answer.text(), headers: answer.headers }
}
