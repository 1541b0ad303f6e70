import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UserError } from '@ci-kit/core/errors'
import type { Exec } from '@ci-kit/core/exec'
import { repositoryRoot } from '@ci-kit/tooling/paths'
import { locateTools, type Tools } from '@ci-kit/tooling/tools'
import { type Registry, startBuilder, startRegistry } from '../engine.ts'
import { logView } from '../step/log-view.ts'
import { pushBases } from './push-bases.ts'
import { pushEvent } from './push-event.ts'
import { type Commit, type ShopRepository, shopRepository } from './shop-repository.ts'
import { broken, type Chapter, STORY } from './story.ts'
import type { Told } from './table.ts'
import { runWorkflow, type WorkflowPlace } from './workflow.ts'

export type DemoOptions = {
  readonly exec: Exec
  readonly signal: AbortSignal
  /** Progress and logs, a line at a time. */
  readonly say: (line: string) => void
  /** Leave the registry, a builder and the work folder for looking around. */
  readonly keep: boolean
}

export type DemoResult = {
  readonly story: readonly Told[]
  /** Facts of the story that did not hold. */
  readonly broken: readonly string[]
  /** What is left running, if it was asked for. */
  readonly kept: LeftRunning | undefined
}

export type LeftRunning = {
  readonly registry: string
  readonly folder: string
  /** Base images by build argument. */
  readonly bases: Readonly<Record<string, string>>
  /** For buildx on the command line. */
  readonly builder: Readonly<Record<string, string>>
  /** Processes to end with SIGTERM: the rest goes with them. */
  readonly processes: readonly number[]
}

/**
 * Plays the story of the README on a throw-away clone of `examples/shop`, with
 * the bundled actions on a real BuildKit and a real registry. Nothing in this
 * repository changes. Everything that was started is stopped, unless kept.
 */
export const demo = async (options: DemoOptions): Promise<DemoResult> => {
  const folder = mkdtempSync(join(tmpdir(), 'ci-kit-demo-'))
  const { signal } = options
  const tools = locateTools()
  let registry: Registry | undefined
  let keeping = false
  try {
    registry = await startRegistry({ tools, signal })
    const place = await workflowPlace(options, tools, registry.address, join(folder, 'shop'))
    const shop = await shopRepository(options.exec, EXAMPLE, place.workspace)
    const told = await tell(place, shop, options.say)
    const kept = options.keep ? await keepRunning(registry, tools, folder, place.bases) : undefined
    keeping = kept !== undefined
    return { ...told, kept }
  } finally {
    if (!keeping) {
      await registry?.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

const EXAMPLE = join(repositoryRoot, 'examples', 'shop')

const workflowPlace = async (
  options: DemoOptions,
  tools: Tools,
  registry: string,
  workspace: string,
): Promise<WorkflowPlace> => {
  const views = new Map<string, ReturnType<typeof logView>>()
  const width = 'detect'.length
  return {
    workspace,
    registry,
    actions: join(repositoryRoot, 'actions'),
    bases: await pushBases(options, tools, registry),
    freshBuilder: () => startBuilder({ tools, plainHttp: [registry], signal: options.signal }),
    signal: options.signal,
    onLine: (job, line) => {
      const view = views.get(job) ?? logView()
      views.set(job, view)
      const text = view(line)
      if (text !== undefined) options.say(`  ${job.padEnd(width)} │ ${text}`)
    },
  }
}

const tell = async (
  place: WorkflowPlace,
  shop: ShopRepository,
  say: DemoOptions['say'],
): Promise<Pick<DemoResult, 'story' | 'broken'>> => {
  const story: Told[] = []
  const failures: string[] = []
  let commit: Commit | undefined
  for (const [index, chapter] of STORY.entries()) {
    say(`\n${index + 1}. ${chapter.title}`)
    commit = await pushed(chapter, shop, commit)
    const run = await runWorkflow(place, pushEvent(commit))
    failures.push(...broken(chapter, run, story.at(-1)?.run))
    story.push({ title: chapter.title, run })
  }
  return { story, broken: failures }
}

const pushed = async (
  { edit, message, title }: Chapter,
  shop: ShopRepository,
  last: Commit | undefined,
): Promise<Commit> => {
  if (edit) {
    edit(shop)
    return shop.commit(message ?? title)
  }
  if (last) return last
  throw new UserError(`'${title}' runs the last push again, and there is none.`)
}

const keepRunning = async (
  registry: Registry,
  tools: Tools,
  folder: string,
  bases: LeftRunning['bases'],
): Promise<LeftRunning> => {
  const builder = await startBuilder({ tools, plainHttp: [registry.address] })
  const processes = [registry.stay(), builder.stay()]
  return { registry: registry.address, folder, bases, builder: builder.env, processes }
}
