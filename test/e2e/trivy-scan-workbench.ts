import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { type Registry, startRegistry } from '@ci-kit/cli/engine'
import { runStep, type Step, type StepResult } from '@ci-kit/cli/run-step'
import { isObject, type Json } from '@ci-kit/core/json'
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals'
import type { Advisory } from '../fakes/advisories.ts'
import { type FaultProxy, faultProxy } from '../fakes/fault-proxy.ts'
import { type Artifact, pushArtifact } from '../fakes/oci-artifact.ts'
import { type AlpineImage, alpineImage } from '../fakes/sample-image.ts'
import { makeDatabase, makeJavaDatabase, pushDatabase } from '../fakes/trivy-database.ts'
import { scanTool } from '../fakes/trivy-tools.ts'
import { actionFolder } from './actions.ts'
import { ADVISORIES, KNOWN_JAR } from './trivy-samples.ts'

/** The search path of a runner, which has no trivy on it. */
export const SYSTEM_PATH = '/usr/bin:/bin'

export type TrivyScanStep = Omit<Step, 'folder' | 'workspace' | 'inputs'> & {
  readonly inputs?: Readonly<Record<string, string>>
}

/** A real registry with real small databases, and the real trivy; each test has a workspace of its own. */
export type TrivyScanWorkbench = {
  /** `127.0.0.1:PORT` */
  registry(): string
  /** Absolute path of the test's workspace. */
  workspace(): string
  /** Writes a file into the workspace; answers its absolute path. */
  file(name: string, content: string | Uint8Array): string
  /** Pushes an image into a repository of the test's own; answers `host/name:tag`. */
  push(image: AlpineImage | Artifact, tag?: string): Promise<string>
  /** Publishes a database with these advisories; answers its reference for `db-repositories`. */
  publish(advisories: readonly Advisory[], updatedAt?: Date): Promise<string>
  /** Puts a proxy with these faults in front of the registry, until the test ends. */
  spoil(rules: Parameters<typeof faultProxy>[1]): Promise<FaultProxy>
  /** Runs the bundle. Without further inputs it has what it needs but for the target, and reaches nothing but the registry. */
  scan(step?: TrivyScanStep): Promise<StepResult>
}

/** Call it at the top of a file of tests: it sets up and cleans up. */
export const trivyScanWorkbench = (): TrivyScanWorkbench => {
  let registry: Registry
  let workspace: string
  let database: string
  let proxies: FaultProxy[] = []
  let serial = 0
  const address = () => registry.address
  const publish: TrivyScanWorkbench['publish'] = async (advisories, updatedAt) => {
    serial += 1
    const folder = makeDatabase(advisories, updatedAt)
    const name = `databases/trivy-db-${serial}`
    await pushDatabase(address(), folder, name).finally(() => rmSync(folder, { recursive: true }))
    return `${address()}/${name}:2`
  }
  beforeAll(async () => {
    registry = await startRegistry()
    database = await publish(ADVISORIES)
    const java = makeJavaDatabase([KNOWN_JAR])
    await pushDatabase(address(), java, 'databases/trivy-java-db', 'java')
    rmSync(java, { recursive: true })
  }, 60_000)
  afterAll(() => registry?.stop(), 60_000)
  beforeEach(() => {
    workspace = mkdtempSync(join(tmpdir(), 'trivy-scan-test-'))
    serial += 1
  })
  afterEach(async () => {
    rmSync(workspace, { recursive: true })
    await Promise.all(proxies.map((proxy) => proxy.stop()))
    proxies = []
  })
  return {
    registry: address,
    workspace: () => workspace,
    file: (name, content) => {
      const path = join(workspace, name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, content)
      return path
    },
    push: async (image, tag = '1') => {
      const name = `org/shop/image-${serial}`
      const artifact = 'manifest' in image ? image : await alpineImage(image)
      await pushArtifact(address(), name, tag, artifact)
      return `${address()}/${name}:${tag}`
    },
    publish,
    spoil: async (rules) => {
      const proxy = await faultProxy(address(), rules)
      proxies.push(proxy)
      return proxy
    },
    scan: ({ inputs, env, ...step } = {}) =>
      runStep({
        ...step,
        folder: actionFolder('trivy-scan'),
        workspace,
        inputs: {
          install: 'path',
          'db-repositories': database,
          'java-db-repositories': `${address()}/databases/trivy-java-db:1`,
          'output-dir': 'reports',
          'github-token': '',
          upload: 'never',
          ...inputs,
        },
        env: {
          HOME: workspace,
          PATH: `${dirname(scanTool('trivy'))}:${SYSTEM_PATH}`,
          ...env,
        },
      }),
  }
}

/** What an output names with its paths, one a line, as absolute paths. */
export const pathsOf = (bench: TrivyScanWorkbench, result: StepResult, output: string): string[] =>
  (result.outputs[output] ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => resolve(bench.workspace(), line))

/** The reports of an output, parsed. */
export const reportsOf = (
  bench: TrivyScanWorkbench,
  result: StepResult,
  output: string,
): readonly Json[] =>
  pathsOf(bench, result, output).map((path) => {
    const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (!isObject(parsed)) throw new Error(`${path} holds no object.`)
    return parsed
  })

/** Exit code and the outputs that say how a scan went, with the whole log where a test fails. */
export const outcomeOf = ({ exitCode, outputs }: StepResult) => ({
  exitCode,
  verdict: outputs.verdict,
  total: outputs.total,
})

/** How findings stand to the baseline. */
export const standingsOf = ({ outputs }: StepResult) => ({
  introduced: outputs.introduced,
  existing: outputs.existing,
  fixed: outputs.fixed,
  'newly-published': outputs['newly-published'],
})
