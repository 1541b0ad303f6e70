import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Engine, startEngine } from '@ci-kit/cli/engine'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import type { CarriedMount } from '@ci-kit/docker-cache/cache/mounts/carried-mount'
import { mountBuilds, savedMounts } from '@ci-kit/docker-cache/cache/mounts/mount-builds'
import type { MountPlace } from '@ci-kit/docker-cache/cache/mounts/mount-ports'
import { restoreMounts } from '@ci-kit/docker-cache/cache/mounts/restore-mounts'
import { saveMounts } from '@ci-kit/docker-cache/cache/mounts/save-mounts'
import { registryClient } from '@ci-kit/oci/registry'
import { afterAll, beforeAll } from '@jest/globals'
import { memoryLog } from '../../../unit/docker-cache/fake-ports.ts'
import { folderWith } from '../../folders.ts'
import { type BuildEnvironment, build, buildxOf, shellImage } from './engine-build.ts'

/*
 * Cache mounts on a real BuildKit, which is started before and stopped after
 * the tests of the file. Each test has a mount and a repository of its own.
 */

export let engine: Engine
/** A second builder. */
export let other: BuildEnvironment
let image: string
let count = 0

beforeAll(async () => {
  engine = await startEngine()
  image = await shellImage(engine)
  other = (await engine.freshBuilder()).env
}, 120_000)
afterAll(() => engine?.stop(), 60_000)

export const MIB = 1024 * 1024
export const LINE = 3

/** A mount whose id would do harm wherever it is not taken as it is. */
export const newMount = (change: Partial<CarriedMount> = {}): CarriedMount => {
  count += 1
  const id = `m${count},target=/etc,"x" $(exit 9) \${CI_KIT_RUN} '; exit 9 #`
  const options = { sharing: 'shared', mode: undefined, uid: undefined, gid: undefined } as const
  return { id, ...options, lines: [LINE], image, onBuildPlatform: false, ...change }
}

export const placeOf = (change: Partial<MountPlace> = {}): MountPlace => ({
  repository: `${engine.registry}/mounts/app-${count}`,
  scopes: { read: ['x', 'main'], write: 'main' },
  platforms: [],
  run: randomUUID(),
  ...change,
})

/** Runs a command with the mount at /m, and answers what it printed. */
export const inMount = async (env: BuildEnvironment, mount: CarriedMount, command: string) => {
  const output = folderWith()
  const fields = Object.entries({ mode: mount.mode, uid: mount.uid, gid: mount.gid })
    .flatMap(([name, value]) => (value === undefined ? [] : [`,${name}=${value}`]))
    .join('')
  const dockerfile = [
    `FROM ${image} AS run`,
    'ARG ID',
    `ARG NONCE=${randomUUID()}`,
    `RUN --mount=type=cache,id=$ID,target=/m,sharing=${mount.sharing}${fields} (${command}) > /printed`,
    'FROM scratch',
    'COPY --from=run /printed /printed',
  ].join('\n')
  await build(env, dockerfile, `--build-arg=ID=${mount.id}`, `--output=type=local,dest=${output}`)
  return readFileSync(join(output, 'printed'), 'utf8').trim()
}

export const portsOf = (
  env: BuildEnvironment,
  signal: AbortSignal = new AbortController().signal,
) => {
  const { log, printed, annotations } = memoryLog()
  const builds = mountBuilds(childProcesses(signal), buildxOf(env), env)
  return { ports: { builds, log }, printed, annotations }
}

export const save = async (
  env: BuildEnvironment,
  mount: CarriedMount,
  { place = placeOf(), maxBytes = 100 * MIB, ran = [LINE], timeoutMs = 60_000 } = {},
) => {
  const { ports, annotations } = portsOf(env)
  const saved = await saveMounts([mount], place, { ran: new Set(ran), maxBytes }, ports, timeoutMs)
  return { saved, annotations }
}

export const restore = async (
  env: BuildEnvironment,
  mounts: readonly CarriedMount[],
  { place = placeOf(), timeoutMs = 60_000 } = {},
) => {
  const { ports, annotations, printed } = portsOf(env)
  const { host, path } = /^(?<host>[^/]+)\/(?<path>.+)$/.exec(place.repository)?.groups ?? {}
  const { manifests } = registryClient({ host: host ?? '' }).repository(path ?? '')
  const saved = savedMounts(manifests, ports.log)
  const restored = await restoreMounts(mounts, place, undefined, { ...ports, saved }, timeoutMs)
  return { restored, annotations, printed }
}
