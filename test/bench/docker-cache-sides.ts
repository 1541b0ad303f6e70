import { execFile } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Engine } from '@ci-kit/cli/engine'
import { runStep, type StepResult } from '@ci-kit/cli/run-step'
import { findBuildx } from '@ci-kit/docker-cache/build/find-buildx'
import { dockerCache } from '../e2e/actions.ts'
import { SERVICES } from './docker-cache-samples.ts'

const exec = promisify(execFile)

/** What is built, on which builder, and what it is called. */
export type Build = {
  readonly folder: string
  readonly image: string
  /** The builder's; see `Builder` of the engine. */
  readonly env: Readonly<Record<string, string>>
}

/** Builds and pushes; answers the milliseconds of its processes. */
export type Side = (build: Build) => Promise<number>

type Inputs = Readonly<Record<string, string>>

/** The bundle, main and post, as the runner starts it. */
export const bundledAction =
  (engine: Engine, inputs: Inputs = {}): Side =>
  async (build) =>
    (await bundledStep(engine, build, inputs)).durationMs

/** Throws with the log when the step fails. */
export const bundledStep = async (
  engine: Engine,
  { folder, image, env }: Build,
  inputs: Inputs = {},
): Promise<StepResult> => {
  const step = {
    workspace: folder,
    env,
    inputs: { ...('components' in inputs ? {} : { 'image-name': image }), ...inputs },
  }
  return succeeded(await dockerCache(engine)(step))
}

/** An unpacked release of an action with the inputs of docker/build-push-action. */
export const peerAction =
  (engine: Engine, peer: string): Side =>
  async ({ folder, image, env }) => {
    const name = `${engine.registry}/${image}`
    const step = await runStep({
      folder: peer,
      workspace: folder,
      env: { HOME: tmpdir(), ...env },
      inputs: {
        context: '.',
        push: 'true',
        provenance: 'false',
        tags: `${name}:main`,
        'cache-from': cacheFrom(name),
        'cache-to': cacheTo(name),
      },
    })
    return succeeded(step).durationMs
  }

const succeeded = (result: StepResult): StepResult => {
  if (result.exitCode !== 0) throw new Error(result.log)
  return result
}

const cacheFrom = (name: string): string => `type=registry,ref=${name}:cache-main`
const cacheTo = (name: string): string =>
  `type=registry,ref=${name}:cache-main,mode=max,image-manifest=true,oci-mediatypes=true,ignore-error=true`

/** `buildx build --push` with the caches that the action uses. */
export const plainBuildx =
  (engine: Engine): Side =>
  ({ folder, image, env }) => {
    const name = `${engine.registry}/${image}`
    return buildx(env, folder, [
      ...['build', '--push', '--provenance=false', `--tag=${name}:main`],
      ...[`--cache-from=${cacheFrom(name)}`, `--cache-to=${cacheTo(name)}`, folder],
    ])
  }

/** The four services of the components' sample, one `buildx build` after the other. */
export const inTurn =
  (engine: Engine): Side =>
  async ({ folder, image, env }) => {
    let sum = 0
    for (const service of SERVICES) {
      const build = { folder: join(folder, service), image: `${image}/${service}`, env }
      sum += await plainBuildx(engine)(build)
    }
    return sum
  }

/** The four services in one `buildx bake`. */
export const oneBake =
  (engine: Engine): Side =>
  async ({ folder, image, env }) => {
    const file = join(folder, 'bake.json')
    const targets = SERVICES.map((service) => {
      const name = `${engine.registry}/${image}/${service}`
      const caches = { 'cache-from': [cacheFrom(name)], 'cache-to': [cacheTo(name)] }
      return [service, { context: service, tags: [`${name}:main`], ...caches }]
    })
    const group = { default: { targets: SERVICES } }
    writeFileSync(file, JSON.stringify({ group, target: Object.fromEntries(targets) }))
    try {
      return await buildx(env, folder, ['bake', '--file', file, '--push', '--provenance=false'])
    } finally {
      rmSync(file)
    }
  }

/** The same four services by the input `components`. */
export const components =
  (engine: Engine): Side =>
  ({ image, ...build }) => {
    const list = SERVICES.map((service) => ({
      name: service,
      context: service,
      'image-name': `${image}/${service}`,
    }))
    const inputs = { components: JSON.stringify(list), concurrency: '4' }
    return bundledAction(engine, inputs)({ image, ...build })
  }

const buildx = async (env: Build['env'], cwd: string, args: readonly string[]): Promise<number> => {
  const all = { HOME: tmpdir(), ...env }
  const { program, prefix } = findBuildx(all)
  const started = performance.now()
  await exec(program, [...prefix, ...args], { env: all, cwd })
  return performance.now() - started
}
