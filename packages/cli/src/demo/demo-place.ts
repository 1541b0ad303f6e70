import { join } from 'node:path'
import { repositoryRoot } from '@ci-kit/tooling/paths'
import { locateTools } from '@ci-kit/tooling/tools'
import { startBuilder } from '../engine.ts'
import { logView } from '../step/log-view.ts'
import type { Ingredients } from './base-recipes.ts'
import type { Place } from './job.ts'
import { pushBases } from './push-bases.ts'

/** Where all jobs of the demo run; pushes the base images first. */
export const demoPlace = async (
  options: Omit<Ingredients, 'busybox'>,
  registry: string,
  workspace: string,
): Promise<Place> => {
  const views = new Map<string, ReturnType<typeof logView>>()
  const tools = locateTools()
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
