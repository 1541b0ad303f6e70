import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { systemCode } from '@ci-kit/core/errors'
import type { DockerfileSource } from '../build/dockerfile-source.ts'
import { hasOtherSteps } from '../dockerfile/step-line.ts'
import { contentKey } from '../key/content-key.ts'
import { isDoubt } from '../key/doubt.ts'
import type { BuildGraph } from '../progress/build-graph.ts'
import { type Identity, identify } from './identity.ts'
import type { ImagePlan } from './image-plan.ts'
import type { MakingPorts } from './making.ts'

/** How BuildKit names the base images that it used. */
const FROM = /\bFROM (\S+)@(sha256:[0-9a-f]{64})$/

/**
 * Why an image must not be found by its content, undefined when it may: what
 * it was built from is not for certain what its key says. Files may have
 * changed while they were sent, a builder may have had an older base image,
 * and a base image may bring instructions of its own (ONBUILD) that read files
 * which the Dockerfile does not name.
 */
export const notRecalledBecause = async (
  plan: ImagePlan,
  source: DockerfileSource,
  identity: Identity,
  graph: BuildGraph,
  ports: Pick<MakingPorts, 'context' | 'env' | 'registries'>,
): Promise<string | undefined> => {
  if (graph.steps.some(({ name }) => hasOtherSteps(source.parsed, name)))
    return 'a base image has ONBUILD instructions, or the builder reads the Dockerfile in another way'
  const known = knownDigests(identity)
  const other = graph.vertices
    .map(({ name }) => FROM.exec(name))
    .find((match) => match && !known.has(match[2] ?? ''))
  if (other) return `the builder has another ${other[1]} than its registry`
  if (!isUnchanged(source, ports.context.workspace))
    return 'the Dockerfile has changed during the build'
  const now = await identify(plan.build, source, ports, identity)
  if (isDoubt(now)) return now.doubt
  // What was changed and changed back may have been sent in between.
  const isSame = now.changedMs === identity.changedMs
  return isSame && contentKey(now.inputs) === contentKey(identity.inputs)
    ? undefined
    : 'files or base images have changed during the build'
}

/** BuildKit reads it again, and later than the action. */
const isUnchanged = ({ file, text }: DockerfileSource, workspace: string): boolean => {
  try {
    return readFileSync(resolve(workspace, file), 'utf8') === text
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
    return false
  }
}

const knownDigests = ({ inputs: { bases, contexts } }: Identity): ReadonlySet<string> =>
  new Set([
    ...bases.values(),
    ...[...contexts.values()].flatMap((one) => (one.kind === 'image' ? [one.digest] : [])),
  ])
