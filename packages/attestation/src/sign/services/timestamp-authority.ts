import { createHash } from 'node:crypto'
import { endpoint } from './endpoint.ts'
import { ask } from './exchange.ts'
import { type Connection, oddAnswer, type Service } from './service.ts'

/** Vouches for the time of a signature by RFC 3161. */
export type TimestampClient = {
  /** The answer in DER, as bundles hold it. */
  timestamp(signature: Uint8Array): Promise<Buffer>
}

/** Asks in JSON as sigstore's own clients do (sigstore/timestamp-authority, pkg/api/timestamp.go). */
export const timestampAuthority = (url: URL, connection: Connection): TimestampClient => {
  const service: Service = { role: 'timestamp authority', url, advice: () => ADVICE }
  return {
    timestamp: async (signature) => {
      const { body } = await ask(connection, service, {
        method: 'POST',
        // Sigstore's JavaScript library, too, takes a bare host for a base URL.
        url: url.pathname === '/' ? endpoint(url, 'api/v1/timestamp') : url,
        expect: [200, 201],
        body: {
          artifactHash: createHash('sha256').update(signature).digest('base64'),
          hashAlgorithm: 'sha256',
        },
      })
      const answer = Buffer.from(body)
      if (!isGranted(answer)) throw oddAnswer(service, 'it is no timestamp that was granted')
      return answer
    },
  }
}

const ADVICE =
  'Check the URL of the timestamp authority: it has to be one of sigstore, whole, with its path.'

const SEQUENCE = 0x30
const INTEGER = 0x02
/** `granted` and `grantedWithMods` (RFC 3161, 2.4.2). */
const GRANTED: readonly number[] = [0, 1]

/** TimeStampResp ::= SEQUENCE { SEQUENCE { INTEGER status, … }, token }; whether the token is right is for verifiers. */
const isGranted = (answer: Buffer): boolean => {
  const outer = content(answer, 0)
  if (outer === undefined || outer.end !== answer.length) return false
  const status = content(answer, outer.start)
  if (status === undefined || status.end >= outer.end) return false
  const { start } = status
  const value = answer[start + 2] ?? Number.NaN
  return answer[start] === INTEGER && answer[start + 1] === 1 && GRANTED.includes(value)
}

/** Where the content of the SEQUENCE at `at` starts and ends. */
const content = (bytes: Buffer, at: number): { start: number; end: number } | undefined => {
  const first = bytes[at + 1]
  if (bytes[at] !== SEQUENCE || first === undefined) return undefined
  const more = first < 0x80 ? 0 : first - 0x80
  const start = at + 2 + more
  if (more > 4 || start > bytes.length) return undefined
  const length = more === 0 ? first : bytes.readUIntBE(at + 2, more)
  return { start, end: start + length }
}
