import type { BuildPlan } from '@ci-kit/docker-cache/build/build-options'
import {
  type BuildFailed,
  type BuildSettings,
  runBuild,
} from '@ci-kit/docker-cache/image/run-build'
import type { Readiness } from '@ci-kit/docker-cache/publish/probe'
import { fakeClock, memoryLog } from '../fake-ports.ts'
import { built, cached, records } from '../records.ts'
import { prepared } from './made.ts'
import { type Script, scriptedBuilder } from './scripted-builder.ts'

type Wanted = {
  readonly builds: readonly Script[]
  readonly given?: Readonly<Record<string, string>>
  readonly settings?: Partial<BuildSettings>
  readonly ready?: Readiness
}

/** Starts a build of a plan with one layer cache to read and to write. */
export const start = ({ builds, given = {}, settings = {}, ready = 'ready' }: Wanted) => {
  const log = memoryLog()
  const time = fakeClock()
  const scripted = scriptedBuilder({ builds })
  const asked = { ready: 0 }
  const failures: BuildFailed[] = []
  const { build } = prepared(given).plan
  const run = runBuild(
    build,
    { retries: 2, cacheTimeoutMs: 60_000, ...settings },
    {
      builder: scripted.builder,
      log: log.log,
      clock: time.clock,
      registryReady: async () => {
        asked.ready += 1
        return ready
      },
    },
    (one) => failures.push(one),
  )
  return { ...log, ...time, ...scripted, run, asked, failures }
}

export const caches = (plans: readonly BuildPlan[]) =>
  plans.map(({ cacheFrom }) => cacheFrom.length)
export const STEP = records(built('[2/2] RUN make', 0, 1))
export const HIT = records(cached('[2/2] RUN make'))
