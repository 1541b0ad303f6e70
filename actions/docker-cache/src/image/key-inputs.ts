import type { Environment } from '@ci-kit/core/event'
import type { BuildPlan } from '../build/build-options.ts'
import type { DockerfileSource } from '../build/dockerfile-source.ts'
import type { KeyInputs } from '../key/content-key.ts'
import type { KeyValue } from '../key/serialisation.ts'

/** What a content key is made of, besides contexts and base images all from the plan. */
export const keyInputs = (
  plan: BuildPlan,
  { text, parsed, file }: DockerfileSource,
  env: Environment,
  found: Pick<KeyInputs, 'context' | 'contexts' | 'bases'>,
): KeyInputs => ({
  ...found,
  dockerfile: text,
  target: plan.target,
  platforms: plan.platforms,
  buildArgs: parsed.given.buildArgs,
  labels: new Map(plan.labels.map(pair)),
  annotations: plan.annotations,
  secretIds: plan.secrets.map(({ id }) => id),
  sshIds: plan.ssh.map((entry) => pair(entry)[0]),
  options: new Map<string, KeyValue>([
    // Frontends may look at the name, and ignore files go by it.
    ['file', file],
    ['network', plan.network],
    ['shm-size', plan.shmSize],
    ['ulimit', plan.ulimit],
    ['add-hosts', plan.addHosts],
    ['allow', plan.allow],
    ['cgroup-parent', plan.cgroupParent],
    ['compression', plan.output.compression?.type],
    ['compression-level', plan.output.compression?.level?.toString()],
    ['outputs', plan.output.attributes],
    ['sbom', plan.sbom],
    ['provenance', plan.provenance],
    ['SOURCE_DATE_EPOCH', env.SOURCE_DATE_EPOCH],
    // Without platforms the builder's own one counts, which is most often that of the runner.
    ['host', plan.platforms.length === 0 ? hostPlatform(env) : undefined],
  ]),
})

const hostPlatform = ({ DOCKER_DEFAULT_PLATFORM }: Environment): KeyValue => [
  `${process.platform}/${process.arch}`,
  DOCKER_DEFAULT_PLATFORM || undefined,
]

const pair = (entry: string): [name: string, value: string] => {
  const equals = entry.indexOf('=')
  return equals < 0 ? [entry, ''] : [entry.slice(0, equals), entry.slice(equals + 1)]
}
