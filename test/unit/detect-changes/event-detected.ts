import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Context, contextOf, type Environment } from '@ci-kit/core/event'
import { planOf } from '@ci-kit/detect-changes/base/plan'
import type { BaseWanted } from '@ci-kit/detect-changes/base/wanted'
import { detect } from '@ci-kit/detect-changes/detect/detect'
import type { Detection } from '@ci-kit/detect-changes/detection'
import { wanted } from './base/samples.ts'
import type { Scenario } from './event-scenarios.ts'
import { gitHubOf, historyOf, type World } from './event-world.ts'
import { memoryLog } from './samples.ts'

export type EventReader = {
  /** Reads an event as a step does, from a file. */
  context(scenario: Scenario, env?: Environment): Context
  close(): void
}

export const eventReader = (): EventReader => {
  const folder = mkdtempSync(join(tmpdir(), 'event-fuzz-'))
  const path = join(folder, 'event.json')
  return {
    context: ({ event, ref, sha, payload }, env = {}) => {
      writeFileSync(path, JSON.stringify(payload))
      const own = { GITHUB_EVENT_NAME: event, GITHUB_REF: ref, GITHUB_SHA: sha }
      const step = { GITHUB_EVENT_PATH: path, GITHUB_REPOSITORY: 'octo/shop' }
      return contextOf({ ...own, ...step, ...env }, '/')
    },
    close: () => rmSync(folder, { recursive: true }),
  }
}

/** What comes out for an event, and what the log says besides. */
export const detected = async (
  context: Context,
  base: BaseWanted,
  world: World,
  hasToken = true,
): Promise<{ readonly detection: Detection; readonly lines: readonly string[] }> => {
  const log = memoryLog()
  const github = hasToken ? gitHubOf(world) : undefined
  const sources = { history: historyOf(world), github, log }
  return {
    detection: await detect(planOf(context, wanted({ base, hasToken })), sources),
    lines: log.lines,
  }
}
