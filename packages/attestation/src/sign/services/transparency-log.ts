import type { TransparencyLogEntry } from '@sigstore/bundle'
import type { SignatureBundle } from '@sigstore/sign'
import type { LogService } from '../sigstore-instance.ts'
import { rekorV1 } from './rekor-v1.ts'
import { rekorV2 } from './rekor-v2.ts'
import { type Connection, type Service, ServiceError } from './service.ts'

/** What is signed, as @sigstore/sign hands it to witnesses. */
export type Envelope = Extract<SignatureBundle, { $case: 'dsseEnvelope' }>['dsseEnvelope']

export type LogClient = {
  /** Records an envelope and the certificate (PEM) that verifies it. Answers its entry. */
  append(envelope: Envelope, certificate: string): Promise<TransparencyLogEntry>
}

const ROLE = 'transparency log'

export const transparencyLog = (
  { url, version }: LogService,
  connection: Connection,
): LogClient => {
  const service: Service = { role: ROLE, url, advice }
  return version === 1 ? rekorV1(service, connection) : rekorV2(service, connection)
}

/** Whether a log of version 2 refuses an entry because it has it already. */
export const isLogged = (thrown: unknown): boolean =>
  thrown instanceof ServiceError && thrown.role === ROLE && thrown.status === 409

const advice = (status: number | undefined): string => {
  if (status === 404)
    return 'Its API is of another version: check url and majorApiVersion in the signing config. Logs of version 2 move to a new host now and then.'
  if (status === 413) return 'The statement is too large for this log. Attest a smaller predicate.'
  return 'It does not take the entry, and a repetition would not help. Check that the log belongs to the same Sigstore as the certificate authority.'
}
