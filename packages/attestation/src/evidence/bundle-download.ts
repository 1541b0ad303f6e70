import { messageOf, systemCode, UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { readAtMost, type Transport } from '@ci-kit/oci/http'
import { LARGEST_BUNDLE } from '../limits.ts'
import { unsnappy } from './snappy.ts'

/** Bundle of a URL that GitHub's API answered. */
export type BundleDownload = (url: string) => Promise<Uint8Array>

const ATTEMPTS = 3
const IDLE_MS = 15_000
const TOTAL_MS = 60_000

/** Worth another attempt at once: GitHub's storage answers so for a moment. */
const isPassing = (status: number): boolean => status === 429 || status >= 500

type Answer = { readonly status: number; readonly type: string; readonly body?: Uint8Array }

/**
 * Reads bundles over https, without a token: the address itself, which is
 * signed and short-lived, is the permission, and stays out of messages.
 * Redirects are not followed. Throws {@link UserError} for everything that is
 * not the bundle.
 */
export const bundleDownload =
  (transport: Transport): BundleDownload =>
  async (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined
    if (url?.protocol !== 'https:') throw unreadable('its address is not one of https')
    const { status, type, body } = await answerOf(transport, url)
    if (status !== 200)
      throw unreadable(`${visible(url.host, 100)} answered ${status} instead of the bundle`)
    if (body === undefined) throw unreadable(`it has more than ${LARGEST_BUNDLE} bytes`)
    if (!/^application\/x-snappy\b/i.test(type)) return body
    const unpacked = unsnappy(body, LARGEST_BUNDLE)
    if (unpacked !== undefined) return unpacked
    throw unreadable(`it cannot be unpacked, or has more than ${LARGEST_BUNDLE} bytes`)
  }

const answerOf = async (transport: Transport, url: URL): Promise<Answer> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await exchange(transport, url)
      if (attempt === ATTEMPTS || !isPassing(answer.status)) return answer
    } catch (thrown) {
      const code = systemCode(thrown)
      // No code: not a fault of the network, but of this program.
      if (code === undefined) throw thrown
      if (attempt === ATTEMPTS)
        throw unreadable(
          `${visible(url.host, 100)} gave no answer: ${code}, ${visible(messageOf(thrown), 200)}`,
          thrown,
        )
    }
  }
}

const exchange = async (transport: Transport, url: URL): Promise<Answer> => {
  const headers = { accept: 'application/x-snappy, application/json' }
  const answer = await transport({
    method: 'GET',
    url,
    headers,
    idleMs: IDLE_MS,
    totalMs: TOTAL_MS,
  })
  const { status } = answer
  const type = answer.header('content-type') ?? ''
  if (status === 200) {
    const body = await readAtMost(answer, LARGEST_BUNDLE)
    return { status, type, ...(body !== undefined && { body }) }
  }
  answer.discard()
  return { status, type }
}

const unreadable = (reason: string, cause?: unknown): UserError => {
  const error = new UserError(
    `GitHub lists an attestation that cannot be read: ${reason}. Run the job again; the addresses of bundles are valid for a short time only.`,
  )
  if (cause !== undefined) error.cause = cause
  return error
}
