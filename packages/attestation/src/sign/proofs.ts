import type { RFC3161SignedTimestamp, TransparencyLogEntry } from '@sigstore/bundle'
import { type Connection, ServiceError } from './services/service.ts'
import { timestampAuthority } from './services/timestamp-authority.ts'
import { type Envelope, transparencyLog } from './services/transparency-log.ts'
import type { SigstoreInstance } from './sigstore-instance.ts'

/** What vouches for the time of one signature. */
export type Proofs = {
  readonly entries: TransparencyLogEntry[]
  readonly timestamps: RFC3161SignedTimestamp[]
  /** Why there is no entry although there are logs. */
  readonly logOutage: string | undefined
}

export type ProofGatherer = (envelope: Envelope, certificate: string) => Promise<Proofs>

/**
 * Asks the instance's logs and timestamp authorities. With `timestamp` a log
 * that is down is passed over and every signature gets a timestamp instead,
 * which is warned of once; the log is not waited for again in this run.
 */
export const proofGatherer = (
  instance: SigstoreInstance,
  connection: Connection,
  onLogOutage: 'fail' | 'timestamp',
): ProofGatherer => {
  const { logs, timestampAuthorities } = instance
  const mayGoOn = onLogOutage === 'timestamp' && timestampAuthorities.length > 0
  const always = instance.timestamps === 'always' || !logs.some(({ version }) => version === 1)
  let outage: string | undefined
  return async (envelope, certificate) =>
    together(connection, async (linked) => {
      const enter = () => entriesIn(instance, linked, envelope, certificate)
      const stamp = () => timestampsOf(instance, linked, envelope)
      const enterOrPass = async () => {
        if (outage !== undefined) return []
        return enter().catch((thrown: unknown) => {
          if (!mayGoOn || !(thrown instanceof ServiceError && thrown.outage)) throw thrown
          if (outage === undefined) connection.log.warning(warningOf(instance, thrown))
          outage = thrown.message
          return []
        })
      }
      const [entries, early] = await Promise.all([enterOrPass(), always ? stamp() : []])
      const timestamps = always || entries.length > 0 ? early : await stamp()
      return { entries, timestamps, logOutage: entries.length > 0 ? undefined : outage }
    })
}

const entriesIn = (
  { logs }: SigstoreInstance,
  connection: Connection,
  envelope: Envelope,
  certificate: string,
): Promise<TransparencyLogEntry[]> =>
  together(connection, (linked) =>
    Promise.all(logs.map((log) => transparencyLog(log, linked).append(envelope, certificate))),
  )

const timestampsOf = (
  { timestampAuthorities }: SigstoreInstance,
  connection: Connection,
  envelope: Envelope,
): Promise<RFC3161SignedTimestamp[]> => {
  const [signature] = envelope.signatures
  const bytes = signature?.sig ?? Buffer.alloc(0)
  return Promise.all(
    timestampAuthorities.map(async (url) => ({
      signedTimestamp: await timestampAuthority(url, connection).timestamp(bytes),
    })),
  )
}

/** Does work whose requests all end as soon as one of them has failed: their answers are of no use then. */
const together = async <T>(
  connection: Connection,
  work: (linked: Connection) => Promise<T>,
): Promise<T> => {
  const failed = new AbortController()
  const signals = [failed.signal, ...(connection.signal ? [connection.signal] : [])]
  try {
    return await work({ ...connection, signal: AbortSignal.any(signals) })
  } catch (thrown) {
    failed.abort(thrown)
    throw thrown
  }
}

const warningOf = ({ name }: SigstoreInstance, { message }: ServiceError): string =>
  `Signing goes on with a timestamp alone, because the log of ${name} is down: such statements are accepted only where the policy does not require a transparency log. ${message}`
