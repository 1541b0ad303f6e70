import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { discoverBundles } from '@ci-kit/attestation/discover/discover'
import { type Registry, startRegistry } from '@ci-kit/cli/engine'
import { runStep, type Step, type StepResult } from '@ci-kit/cli/run-step'
import { GITHUB_ISSUER } from '@ci-kit/local-sigstore/sigstore'
import { type LocalSigstore, startLocalSigstore } from '@ci-kit/local-sigstore/start-local-sigstore'
import type { Digest } from '@ci-kit/oci/digest'
import { registryClient } from '@ci-kit/oci/registry'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals'
import { type FaultProxy, faultProxy } from '../fakes/fault-proxy.ts'
import { actionFolder, errorsOf } from './actions.ts'
import { pushImage } from './cosign-workbench.ts'

export type AttestStep = Partial<Omit<Step, 'folder' | 'workspace' | 'inputs'>> & {
  readonly inputs?: Readonly<Record<string, string>>
}

/** A real registry and a local Sigstore for a file of tests; each test has a workspace and an image of its own. */
export type FaultsWorkbench = {
  sigstore(): LocalSigstore
  registry(): string
  workspace(): string
  /** RUNNER_TEMP of the test's steps. */
  temp(): string
  /** `org/shop/image-1` */
  imageName(): string
  digest(): Digest
  /** Writes a file into the workspace, JSON unless it is text or bytes. Answers its path there. */
  file(name: string, content: object | string | Uint8Array): string
  /** Puts a proxy with these faults between the step and the registry, until the test ends. */
  spoil(rules: Parameters<typeof faultProxy>[1]): Promise<FaultProxy>
  /** Runs the bundle: provenance for the test's image, attached in the registry, unless the inputs say otherwise. */
  attest(step?: AttestStep): Promise<StepResult>
  /** How many bundles the registry itself lists for the test's image. */
  attached(): Promise<number>
}

/** Call it at the top of a file of tests: it sets up and cleans up. */
export const faultsWorkbench = (): FaultsWorkbench => {
  let registry: Registry
  let sigstore: LocalSigstore
  let workspace: string
  let digest: Digest
  let proxies: FaultProxy[] = []
  let serial = 0
  const imageName = () => `org/shop/image-${serial}`
  const temp = () => join(workspace, '..', `${serial}-temp`)
  const file: FaultsWorkbench['file'] = (name, content) => {
    const path = join(workspace, name)
    mkdirSync(dirname(path), { recursive: true })
    const isRaw = typeof content === 'string' || content instanceof Uint8Array
    writeFileSync(path, isRaw ? content : JSON.stringify(content))
    return name
  }
  beforeAll(async () => {
    registry = await startRegistry()
    sigstore = await startLocalSigstore({ issuer: GITHUB_ISSUER })
  }, 60_000)
  afterAll(async () => {
    await sigstore?.close()
    await registry?.stop()
  }, 60_000)
  beforeEach(async () => {
    serial += 1
    workspace = join(mkdtempSync(join(tmpdir(), 'attest-test-')), 'work')
    mkdirSync(workspace)
    mkdirSync(temp())
    file('signing.json', sigstore.signingConfig({ log: 1, timestamps: true }))
    file('root.json', sigstore.trustedRoot())
    digest = await pushImage(registry.address, imageName())
  })
  afterEach(async () => {
    sigstore.faults.clear()
    rmSync(dirname(workspace), { recursive: true })
    await Promise.all(proxies.map((proxy) => proxy.stop()))
    proxies = []
  })
  return {
    sigstore: () => sigstore,
    registry: () => registry.address,
    workspace: () => workspace,
    temp,
    imageName,
    digest: () => digest,
    file,
    spoil: async (rules) => {
      const proxy = await faultProxy(registry.address, rules)
      proxies.push(proxy)
      return proxy
    },
    attest: ({ inputs, env, ...step } = {}) => {
      const host = proxies.at(-1)?.address ?? registry.address
      return runStep({
        temp: temp(),
        ...step,
        folder: actionFolder('attest'),
        workspace,
        inputs: { ...defaultInputs(inputs, `${host}/${imageName()}@${digest}`), ...inputs },
        env: { HOME: workspace, ...sigstore.environment(), ...env },
      })
    },
    attached: async () => {
      const repository = registryClient({ host: registry.address }).repository(imageName())
      const { attachments } = await discoverBundles(repository, digest)
      return attachments.length
    },
  }
}

const defaultInputs = (inputs: AttestStep['inputs'] = {}, image: string) => ({
  ...(!Object.keys(inputs).some((name) => name.startsWith('subject-')) && { images: image }),
  sigstore: 'signing.json',
  'trusted-root': 'root.json',
  store: 'registry',
  'github-token': '',
})

/** The step is green and everything is proven. */
export const green = (result: StepResult): StepResult => {
  if (result.exitCode !== 0) throw new Error(result.log)
  expect(errorsOf(result)).toEqual([])
  expect(result.outputs.verified).toBe('true')
  return result
}

/** The step is red with one error that says what to do, and claims nothing. Answers the error. */
export const red = (result: StepResult): string => {
  const [error = '', ...others] = errorsOf(result)
  expect({ ...result, exitCode: 1 }).toEqual(result)
  expect(others).toEqual([])
  expect(error).toMatch(/[.)]\n?$|\n$/)
  expect(error).not.toMatch(/defect|undefined|\[object/)
  expect(result.outputs.verified).toBe('false')
  expect(result.log).not.toMatch(/^\s+at .*:\d+:\d+/m)
  return error
}

/** Every text that a step leaves where others can read it, but what the runner takes out of the log. */
export const published = ({ log, outputs, summary, env }: StepResult): string =>
  [
    log
      .split('\n')
      .filter((line) => !line.startsWith('::add-mask::'))
      .join('\n'),
    JSON.stringify(outputs),
    JSON.stringify(env),
    summary,
  ].join('\n')
