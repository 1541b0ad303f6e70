import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Engine, startEngine } from '@ci-kit/cli/engine'
import type { StepEvent, StepResult } from '@ci-kit/cli/run-step'
import { registryClient } from '@ci-kit/oci/registry'
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals'
import { type FaultProxy, faultProxy } from '../fakes/fault-proxy.ts'
import { type DockerCacheStep, dockerCache } from './actions.ts'
import { baseImage } from './base-image.ts'

/** The repository on GitHub, and the folder of the images in the registry. */
export const REPOSITORY = 'org/shop'

/** A real BuildKit and a real registry for a file of tests; each test has a workspace and an image of its own. */
export type Workbench = {
  engine(): Engine
  /** An image with a shell and the usual commands. */
  base(): string
  /** Absolute path of the test's workspace. */
  workspace(): string
  /** Path of the test's image in the registry. */
  imageName(): string
  /** Writes a file into the workspace. */
  file(name: string, content: string | Uint8Array): void
  /** Writes a Dockerfile that starts from a shell with the usual commands. */
  dockerfile(...lines: readonly string[]): void
  /** Puts a proxy with these faults between the step and the registry, until the test ends. */
  spoil(rules: Parameters<typeof faultProxy>[1]): Promise<FaultProxy>
  build(step?: Partial<DockerCacheStep>): Promise<StepResult>
  /** What the registry itself holds under a tag of the test's image. */
  digestOf(tag: string, image?: string): Promise<string | undefined>
}

/** Call it at the top of a file of tests: it sets up and cleans up. */
export const dockerCacheWorkbench = (): Workbench => {
  let engine: Engine
  let base: string
  let workspace: string
  let proxy: FaultProxy | undefined
  let image = 0
  beforeAll(async () => {
    engine = await startEngine()
    base = await baseImage(engine)
  }, 120_000)
  afterAll(() => engine.stop(), 60_000)
  beforeEach(() => {
    workspace = mkdtempSync(join(tmpdir(), 'docker-cache-test-'))
    image += 1
  })
  afterEach(async () => {
    rmSync(workspace, { recursive: true })
    await proxy?.stop()
    proxy = undefined
  })
  const imageName = () => `${REPOSITORY}/image-${image}`
  const file: Workbench['file'] = (name, content) => writeFileSync(join(workspace, name), content)
  return {
    engine: () => engine,
    base: () => base,
    workspace: () => workspace,
    imageName,
    file,
    dockerfile: (...lines) => file('Dockerfile', `${[`FROM ${base}`, ...lines].join('\n')}\n`),
    spoil: async (rules) => {
      proxy = await faultProxy(engine.registry, rules)
      return proxy
    },
    build: (step = {}) =>
      dockerCache(engine)({
        workspace,
        ...step,
        inputs: {
          'image-name': imageName(),
          ...(proxy && { registry: proxy.address }),
          ...step.inputs,
        },
      }),
    digestOf: async (tag, name = imageName()) =>
      (await registryClient({ host: engine.registry }).repository(name).manifests.head(tag))
        ?.digest,
  }
}

/** Incompressible, so that it is as large in a registry. */
export const mebibytes = (count: number): Uint8Array => randomBytes(count * 1024 * 1024)

/** The result of a step that has to succeed. */
export const succeeded = (result: StepResult): StepResult => {
  if (result.exitCode !== 0) throw new Error(result.log)
  return result
}

export const warningsOf = ({ commands }: StepResult): readonly string[] =>
  commands.filter(({ name }) => name === 'warning').map(({ message }) => message)

export const pushTo = (branch: string): StepEvent => ({
  name: 'push',
  ref: `refs/heads/${branch}`,
  sha: '0'.repeat(40),
  repository: REPOSITORY,
  payload: { repository: { default_branch: 'main' } },
})

/** Pull request #7, from the branch `head` of a repository. */
export const pullRequestFrom = (headRepository: string, head = 'feature'): StepEvent => ({
  name: 'pull_request',
  ref: 'refs/pull/7/merge',
  sha: '0'.repeat(40),
  repository: REPOSITORY,
  payload: {
    pull_request: {
      number: 7,
      base: { ref: 'main', sha: '1'.repeat(40) },
      head: { ref: head, sha: '2'.repeat(40), repo: { full_name: headRepository } },
    },
    repository: { default_branch: 'main' },
  },
})
