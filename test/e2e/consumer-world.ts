import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Engine, startEngine } from '@ci-kit/cli/engine'
import { type LocalSigstore, startLocalSigstore } from '@ci-kit/local-sigstore/start-local-sigstore'
import type { ServedRun } from '../fakes/github-runs.ts'
import { type ActRequest, type ActRun, runAct } from './consumer-act.ts'
import { CLUSTER, type ConsumerEcs, consumerEcs } from './consumer-ecs.ts'
import { machine, runOf } from './consumer-environment.ts'
import type { ConsumerEvent } from './consumer-events.ts'
import { type ConsumerGitHub, consumerGitHub } from './consumer-github.ts'
import { basesIn, databaseIn, type RegistryView, registryView } from './consumer-registry.ts'
import { type ConsumerRepository, consumerRepository } from './consumer-repository.ts'
import { consumerTree } from './consumer-tree.ts'

export type ConsumerAct = Pick<ActRequest, 'workflow' | 'env' | 'vars' | 'timeoutMs'> & {
  /** Whom GitHub vouches for in its identity tokens; build-push.yml of ci-kit when left out. */
  readonly signer?: string
}

export type ConsumerWorld = RegistryView & {
  /** Its registry is plain http, `127.0.0.1:PORT`. */
  readonly engine: Engine
  readonly sigstore: LocalSigstore
  readonly ecs: ConsumerEcs
  readonly github: ConsumerGitHub
  readonly repository: ConsumerRepository
  /** What calls of ci-kit's workflows get for inputs, where these have them. */
  readonly inputs: Readonly<Record<string, string>>
  /** Runs the workflows of the repository that an event starts. */
  act(event: ConsumerEvent, request?: ConsumerAct): Promise<ActRun>
  close(): Promise<void>
}

const SHOP = 'examples/shop'

/** Everything that a stranger's repository needs, on this machine: nothing reaches the internet. It begins with a folder of files. */
export const startConsumerWorld = async (example = SHOP): Promise<ConsumerWorld> => {
  const folder = mkdtempSync(join(tmpdir(), 'consumer-'))
  const closing: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })]
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end()
  }
  try {
    return { ...(await started(example, folder, (end) => closing.push(end))), close }
  } catch (thrown) {
    await close()
    throw thrown
  }
}

const started = async (
  example: string,
  folder: string,
  atEnd: (end: () => unknown) => void,
): Promise<Omit<ConsumerWorld, 'close'>> => {
  const engine = await startEngine()
  atEnd(engine.stop)
  const sigstore = await startLocalSigstore({ issuer: ISSUER })
  atEnd(sigstore.close)
  const { registry } = engine
  const [bases, database, tree] = await Promise.all([
    basesIn(registry),
    databaseIn(registry),
    consumerTree(join(folder, 'ci-kit')),
  ])
  const inputs = inputsOf(registry, database)
  const repository = await consumerRepository({
    example,
    folder: join(folder, 'shop'),
    bases,
    files: filesOf(sigstore),
    inputsOf: (workflow) => only(inputs, tree.inputsOf(workflow)),
  })
  const ecs = await consumerEcs(repository.folder, example === SHOP ? ['api', 'web'] : [])
  atEnd(ecs.server.close)
  const github = await consumerGitHub(repository.folder)
  atEnd(github.close)
  const environment = machine(engine, folder)
  const { repositories } = tree
  const place = { repository: repository.folder, repositories, environment, folder }
  const parts = { engine, sigstore, ecs, github, repository, inputs }
  let runs = 0
  return {
    ...parts,
    ...registryView(registry),
    act: async (event, { signer, env, vars, ...request } = {}) => {
      runs += 1
      const id = runs
      const run = runOf(parts, event, id, signer)
      const ended = await runAct(place, {
        ...request,
        ...event,
        secrets: run.secrets,
        env: { ...run.env, ...env },
        vars: { ...run.vars, ...vars },
      })
      github.ran(servedRun(id, event, ended.exitCode))
      return ended
    },
  }
}

const servedRun = (
  id: number,
  { event, ref, sha }: ConsumerEvent,
  exitCode: number | null,
): ServedRun => ({
  id,
  sha,
  event,
  workflow: 'pipeline.yml',
  branch: ref.replace(/^refs\/heads\//, ''),
  conclusion: exitCode === 0 ? 'success' : 'failure',
})

/** Certificates name GitHub, since that is what the workflows expect. */
const ISSUER = 'https://token.actions.githubusercontent.com'

const SIGNING_CONFIG = '.github/sigstore/signing-config.json'
const TRUSTED_ROOT = '.github/sigstore/trusted-root.json'

const filesOf = (sigstore: LocalSigstore) => ({
  [SIGNING_CONFIG]: JSON.stringify(sigstore.signingConfig({ timestamps: true })),
  [TRUSTED_ROOT]: JSON.stringify(sigstore.trustedRoot()),
})

/** What lies outside of this machine for others. */
const inputsOf = (registry: string, database: string): Readonly<Record<string, string>> => ({
  registry,
  'trivy-db-repositories': database,
  sigstore: SIGNING_CONFIG,
  'trusted-root': TRUSTED_ROOT,
  cluster: CLUSTER,
})

const only = (values: Readonly<Record<string, string>>, names: readonly string[]) =>
  Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)))
