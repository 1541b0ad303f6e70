import { mkdtemp, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { Verifier } from '@ci-kit/attestation/verify/verifier'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import { messageOf, UserError } from '@ci-kit/core/errors'
import type { Exec } from '@ci-kit/core/exec'
import { visible } from '@ci-kit/core/log'
import { installPorts } from '../install/install-ports.ts'
import { installTrivy } from '../install/install-trivy.ts'
import type { InstalledTrivy } from '../install/installation.ts'
import { RELEASE_DIGESTS } from '../install/release-digests.ts'
import { releaseVerifier } from '../install/release-verifier.ts'
import type { Step } from './step.ts'

/** The trivy that the step may use. */
export const composeInstall = async (
  { runner, process, context, inputs, folder, signal }: Step,
  exec: Exec,
  verifier: Verifier,
): Promise<InstalledTrivy> => {
  const ports = installPorts({
    env: process.env,
    exec,
    log: runner.log,
    clock: systemClock,
    cancellation: signal,
    folder: () => mkdtemp(join(folder, 'install-')),
    verifyRelease: releaseVerifier(verifier),
  })
  const machine = { platform: process.platform, arch: process.arch }
  const workspace = await realWorkspace(context.workspace)
  return installTrivy({ ...inputs.install, machine, workspace, digests: RELEASE_DIGESTS }, ports)
}

const realWorkspace = async (path: string): Promise<string> => {
  try {
    return await realpath(path)
  } catch (thrown) {
    throw new UserError(
      `The workspace '${visible(path, 200)}' cannot be used: ${visible(messageOf(thrown), 200)}. GITHUB_WORKSPACE has to name a folder that is there.`,
    )
  }
}
