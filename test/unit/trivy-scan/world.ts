import { FailedResult, UserError } from '@ci-kit/core/errors'
import type { GitHubApi, GitHubWriter } from '@ci-kit/core/github'
import type { Outputs } from '@ci-kit/core/outputs'
import { yamlNode } from '@ci-kit/core/yaml-node'
import { type Ports, run } from '@ci-kit/trivy-scan/run'
import type { PlannedScan } from '@ci-kit/trivy-scan/trivy/scan-all'
import { fakeClock, memoryLog, memoryWorkspace, NOW } from '../docker-cache/fake-ports.ts'
import { type MemoryRegistries, memoryRegistries } from '../docker-cache/image/memory-registry.ts'
import { memoryFolder, type Said, scripted } from './artifact/samples.ts'
import { type Given, inputsOf } from './inputs/parsed.ts'
import { pullRequest } from './upload/contexts.ts'

export type World = {
  readonly files?: Readonly<Record<string, string>>
  readonly registries?: MemoryRegistries
  readonly says?: (plan: PlannedScan) => Said
  /** What cannot be written. */
  readonly fails?: (name: string) => boolean
  readonly ports?: Partial<Ports>
}

/** All that a run has around it, in memory; `events` are what was done, in order. */
export const world = ({ files = {}, registries = memoryRegistries(), ...given }: World = {}) => {
  const events: string[] = []
  const memory = memoryLog()
  const { clock } = fakeClock()
  const { scan, plans } = scripted(given.says ?? (() => []))
  const disk = memoryFolder(given.fails)
  const summaries: string[] = []
  const noted =
    <A extends readonly unknown[], R>(name: string, work: (...args: A) => R) =>
    (...args: A): R => {
      events.push(name)
      return work(...args)
    }
  const folder = { ...disk.folder, write: noted('write', disk.folder.write) }
  const ports: Ports = {
    log: { ...memory.log, info: noted('info', memory.log.info) },
    summary: { append: noted('summary', (text: string) => void summaries.push(text)) },
    context: pullRequest(),
    root: '/workspace',
    folder: '/private',
    registries: registries.registry,
    cancellation: new AbortController().signal,
    clock,
    now: () => NOW,
    workspace: memoryWorkspace('app/go.mod', ...Object.keys(files)),
    readFile: async (path, input) => {
      const text = files[path]
      if (text === undefined) throw new UserError(`Input '${input}' names '${path}', not there.`)
      return Buffer.from(text)
    },
    yaml: async () => yamlNode,
    commentKey: 'ci/scan',
    github: memoryGitHub(events),
    stop: () => void events.push('stop'),
    installTrivy: noted('install', async () => ({
      path: '/bin/trivy',
      version: '0.74.0',
      source: 'path' as const,
      digest: undefined,
    })),
    vulnerabilityDatabase: noted('database', async () => ({
      manifestDigest: 'sha256:dbdb' as const,
      updatedAt: new Date(NOW - 3_600_000),
      source: 'mirror' as const,
      repository: 'r.test/db:2',
    })),
    attachedVex: noted('vex', async () => []),
    scanner: async () => ({ scan: noted('scan', scan), convert: noted('convert', disk.convert) }),
    checkedOutCommit: async () => undefined,
    outputFolder: noted('folder', async () => folder),
    ...given.ports,
  }
  return { ports, events, plans, summaries, disk, registries, ...memory }
}

/** Takes every upload and every comment. */
const memoryGitHub = (events: string[]): GitHubApi & GitHubWriter => ({
  get: async ({ route }) => ({
    data: route.includes('sarifs') ? { processing_status: 'complete' } : [],
    headers: {},
  }),
  send: async ({ route }) => {
    const isUpload = route.includes('sarifs')
    events.push(isUpload ? 'upload' : 'comment')
    return { data: isUpload ? { id: '47' } : { html_url: 'https://github.test/c/1' }, headers: {} }
  },
})

export type Ended = {
  readonly outputs: Outputs
  /** Why it failed, '' when it did not. */
  readonly message: string
}

/** What became of a run that ends with outputs, red or green. */
export const ended = async (running: Promise<Outputs>): Promise<Ended> => {
  try {
    return { outputs: await running, message: '' }
  } catch (thrown) {
    if (thrown instanceof FailedResult) return { outputs: thrown.outputs, message: thrown.message }
    throw thrown
  }
}

/** Runs the action in a world. */
export const runIn = async (given: Given, around: World = {}) => {
  const all = world(around)
  return { ...all, ...(await ended(run(inputsOf(given), all.ports))) }
}
