import type { EvidenceSource } from '@ci-kit/attestation/gate/evidence'
import type { Signer } from '@ci-kit/attestation/verify/signer'
import { UserError } from '@ci-kit/core/errors'
import type { Ready } from '../sign-missing.ts'
import type { BundleFiles } from '../store/bundle-files.ts'
import type { Stored } from '../store/store-statements.ts'
import { type LocatingPorts, locationsOf } from './locations.ts'
import { type ProvenRules, proveStatements, type StatementPorts } from './prove-statements.ts'

export type ProvingPorts = StatementPorts &
  Pick<LocatingPorts, 'registry' | 'github'> & {
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
    ]
    const own = judged.find(({ refused }) => refused === undefined)?.verified?.signer
    return { signer: own, problems: [...new Set(problems)] }
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    return { signer: undefined, problems: [thrown.message] }
  }
}

const UNPROVEN = 'What was stored could not be verified as the gate will do it.'
