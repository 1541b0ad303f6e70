import { registryEvidence } from '@ci-kit/attestation/evidence/registry-evidence'
import { policyIn, policyOf } from '@ci-kit/attestation/gate/parse-policy'
import { verifySubjects } from '@ci-kit/attestation/gate/verify-subjects'
import { embeddedRoots } from '@ci-kit/attestation/trust/embedded-roots'
import { bundleVerifier } from '@ci-kit/attestation/verify/verifier'
import { actionsRunner } from '@ci-kit/core/adapters/actions-runner'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import { runAction } from '@ci-kit/core/run-action'
import { digestOf } from '@ci-kit/oci/digest'
import { registryClient } from '@ci-kit/oci/registry'

/*
 * The same action with the gate in it, as one that deploys has it: whether an
 * image in a registry was signed by a workflow. Nothing imports it: it is
 * bundled, and its size is what counts.
 */

const runner = actionsRunner(process)

void runAction(runner, async () => {
  const [host, name] = [runner.inputs.read('registry'), runner.inputs.read('name')]
  const subject = { name, digest: digestOf(Buffer.from(name)), platforms: [] }
  const members = { 'signer-workflow': runner.inputs.read('signer-workflow') }
  const policy = policyOf(members, policyIn('The inputs'))
  const verdict = await verifySubjects([subject], policy, {
    evidence: () => [registryEvidence(name, registryClient({ host }).repository(name))],
    verifier: bundleVerifier(embeddedRoots('public', runner.log)),
    clock: systemClock,
  })
  return { verified: verdict.outcome === 'verified' }
})
