import { actionsRunner } from '@ci-kit/core/adapters/actions-runner'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import { runAction } from '@ci-kit/core/run-action'
import { digestOf } from '@ci-kit/oci/digest'
import { registryClient } from '@ci-kit/oci/registry'

/*
 * An action that looks an image up in a registry, as each does that deploys
 * one: what the gate is added to. Nothing imports it: it is bundled, and its
 * size is what counts.
 */

const runner = actionsRunner(process)

void runAction(runner, async () => {
  const [host, name] = [runner.inputs.read('registry'), runner.inputs.read('name')]
  const { manifests } = registryClient({ host }).repository(name)
  const found = await manifests.head(digestOf(Buffer.from(name)))
  return { verified: found !== undefined && systemClock.now() > 0 }
})
