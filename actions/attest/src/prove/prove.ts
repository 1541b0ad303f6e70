import type { EvidenceSource } from '@ci-kit/attestation/gate/evidence'
import type { JudgedStatement } from '@ci-kit/attestation/gate/verdict'
import type { Provenance } from '@ci-kit/attestation/sign/provenance'
import { requireAgreement } from '@ci-kit/attestation/sign/provenance-agreement'
import type { Signer } from '@ci-kit/attestation/verify/signer'
import type { Verifier } from '@ci-kit/attestation/verify/verifier'
import type { Clock } from '@ci-kit/core/clock'
import { UserError } from '@ci-kit/core/errors'
import { digestOf } from '@ci-kit/oci/digest'
import type { Ready } from '../sign-missing.ts'
import type { BundleFiles } from '../store/bundle-files.ts'
import type { Stored } from '../store/store-statements.ts'
import { type LocatingPorts, locationsOf } from './locations.ts'
import { type ProvenRules, proveStatements } from './prove-statements.ts'

export type ProvingPorts = Pick<LocatingPorts, 'registry' | 'github'> & {
  readonly clock: Pick<Clock, 'elapsed' | 'sleep' | 'now'>
  readonly cancellation: AbortSignal
  verifier(transparencyLog: 'required' | 'optional'): Verifier
  written(files: BundleFiles): EvidenceSource
}

/** What the look at the stores has brought. */
export type ProvedRun = {
  /** Undefined when nothing could be verified. */
  readonly signer: Signer | undefined
  /** Why the run is not green, as sentences; empty when everything is proven. */
  readonly problems: readonly string[]
}

/** Reads back and verifies everything; what is missing or wrong is told in the answer. */
export const prove = async (
  ready: readonly Ready[],
  stored: Stored,
  policies: readonly ProvenRules[],
  provenance: Provenance | undefined,
  ports: ProvingPorts,
): Promise<ProvedRun> => {
  try {
    const locations = locationsOf(ready, stored, { ...ports, files: ports.written(stored.files) })
    const verdicts = await proveStatements(locations, policies, ports)
    const subjects = verdicts.flatMap((verdict) => verdict.subjects)
    const judged = subjects.flatMap(({ statements }) => statements)
    const problems = [
      ...subjects.flatMap((subject) => subject.problems),
      ...(subjects.every(({ outcome }) => outcome === 'verified') ? [] : [UNPROVEN]),
      ...disagreements(ready, judged, provenance),
    ]
    const own = judged.find(({ refused }) => refused === undefined)?.verified?.signer
    return { signer: own, problems: [...new Set(problems)] }
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    return { signer: undefined, problems: [thrown.message] }
  }
}

const UNPROVEN = 'What was stored could not be verified as the gate will do it.'

/** What was signed now has to say what its certificate says. An earlier one was of another attempt. */
const disagreements = (
  ready: readonly Ready[],
  judged: readonly JudgedStatement[],
  provenance: Provenance | undefined,
): readonly string[] =>
  ready.flatMap(({ planned, signed, reused }) => {
    if (reused || provenance === undefined || planned.kind !== 'provenance') return []
    const bundle = digestOf(signed.bundle)
    const signer = judged.find((one) => one.bundle === bundle)?.verified?.signer
    return signer === undefined ? [] : disagreement(provenance, signer)
  })

const disagreement = (provenance: Provenance, signer: Signer): readonly string[] => {
  try {
    requireAgreement(provenance, signer)
    return []
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    return [thrown.message]
  }
}
