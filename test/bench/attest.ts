import { join, resolve } from 'node:path'
import { actionFolder } from '../e2e/actions.ts'
import { gatePlace, withoutPermission } from './attest-sides.ts'
import { bundleStart, emptyNode, failingStart } from './node-start.ts'
import { bundlePrograms, type ProgramBundles } from './program-bundles.ts'
import { type Comparison, compare, type Measured, type Rate } from './report.ts'

/** A start takes some fifty milliseconds, of which a busy machine makes twice as many. */
const ROUNDS = 15

const NOTHING = 'attest-nothing'
const REGISTRY = 'attest-registry'
const GATE = 'attest-gate'

/**
 * What verification costs: in time against an action that does nothing, in
 * bytes of a bundle. Then the load of attest, against the peer whose folder is
 * given: an unpacked release of actions/attest.
 */
export const attestBench = async (peer: string | undefined): Promise<readonly Measured[]> => {
  const bundles = await bundlePrograms([NOTHING, REGISTRY, GATE])
  try {
    return [...(await verification(bundles)), gateSize(bundles), ...(await load(peer))]
  } finally {
    bundles.remove()
  }
}

const verification = async (bundles: ProgramBundles): Promise<readonly Comparison[]> => {
  const place = await gatePlace()
  try {
    return [
      await compare(ROUNDS, {
        name: 'verify a file without network, against an action that does nothing',
        goal: 2,
        floor: place.step(bundles.of(NOTHING).file),
        action: place.step(resolve('dist', 'verify-attestation', 'index.js')),
      }),
    ]
  } finally {
    place.remove()
  }
}

/** Chunks that are loaded later count, too: they are in the repository that people check out. */
const gateSize = (bundles: ProgramBundles): Rate => ({
  name: 'what the gate adds to a bundle that reads registries',
  value: Math.round((bundles.of(GATE).bytes - bundles.of(REGISTRY).bytes) / 1000),
  unit: ' KB',
  goal: { atMost: 150 },
})

/** Loading alone, and to the complaint about the missing permission, for which the peer has loaded all, too. */
const load = async (peer: string | undefined): Promise<readonly Comparison[]> => {
  const action = bundleStart(resolve('dist', 'attest', 'index.js'))
  if (peer === undefined)
    return [
      await compare(ROUNDS, {
        name: 'load, against node -e 0',
        goal: 1.8,
        floor: emptyNode,
        action,
      }),
    ]
  const floor = failingStart(join(peer, 'dist', 'index.js'))
  return [
    await compare(ROUNDS, { name: 'load, against peer', goal: 0.5, floor, action }),
    await compare(ROUNDS, {
      name: 'to the missing permission, against peer',
      goal: 1,
      floor: withoutPermission(peer),
      action: withoutPermission(actionFolder('attest')),
    }),
  ]
}
