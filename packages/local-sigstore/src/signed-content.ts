import type { Digest } from '@ci-kit/oci/digest'

export type FakeStatement = {
  readonly subject: readonly Digest[]
  /** Of the subjects, in their order. Default: `subject-0` and so on. */
  readonly names?: readonly string[]
  readonly predicateType: string
  readonly predicate: unknown
  /** Default: in-toto's version 1. */
  readonly type?: string
  readonly payloadType?: string
}

/** The statement as the bytes that an envelope holds. */
export const payloadOf = (statement: FakeStatement) => ({
  payloadType: statement.payloadType ?? 'application/vnd.in-toto+json',
  payload: Buffer.from(
    JSON.stringify({
      _type: statement.type ?? 'https://in-toto.io/Statement/v1',
      subject: statement.subject.map((digest, at) => {
        const [algorithm = '', hex] = digest.split(':')
        return { name: statement.names?.[at] ?? `subject-${at}`, digest: { [algorithm]: hex } }
      }),
      predicateType: statement.predicateType,
      predicate: statement.predicate,
    }),
  ),
})

/** What DSSE signs (secure-systems-lab/dsse, protocol.md). */
export const preAuthEncoding = (payloadType: string, payload: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `),
    payload,
  ])
