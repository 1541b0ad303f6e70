import type { BuildPlan } from '@ci-kit/docker-cache/build/build-options'
import { start, type World } from '../fake-run.ts'
import { memoryRegistries } from '../image/memory-registry.ts'
import { done, pushes, type Script } from '../image/scripted-builder.ts'
import { built, cached, records } from '../records.ts'

export const FILES = {
  'base/Dockerfile': 'FROM scratch\nCOPY b /b\nRUN x\n',
  'base/b': 'one',
  'api/Dockerfile': 'FROM base\nCOPY a /a\n',
  'api/a': 'one',
  'web/Dockerfile': 'FROM scratch\nCOPY w /w\nRUN x\n',
  'web/w': 'one',
}
export const UNPINNED = { ...FILES, 'web/Dockerfile': 'FROM ghcr.io/org/x:latest\nCOPY w /w\n' }
export const component = (name: string, more: object = {}) => ({
  ...{ name, 'image-name': `org/${name}`, context: name },
  ...more,
})
export const ALL = [component('api', { needs: ['base'] }), component('base'), component('web')]
export const STEPS = records(cached('[1/2] COPY x /x'), built('[2/2] RUN x', 0, 1))

type Given = Readonly<Record<string, string>>
/** What goes wrong with the build of a repository. */
type Troubles = Readonly<Record<string, Script>>

export const making = (
  components: readonly object[] = ALL,
  given: Given = {},
  { troubles = {}, ...around }: World & { readonly troubles?: Troubles } = {},
) => {
  const registries = around.registries ?? memoryRegistries()
  const script: Script = (plan, watch) => {
    const trouble = troubles[plan.repository.slice('ghcr.io/org/'.length)]
    if (trouble !== undefined) return trouble(plan, watch)
    const note = plan.repository
    return plan.output.push === 'no'
      ? done([STEPS])(plan, watch)
      : pushes(registries, { note, steps: [STEPS] })(plan, watch)
  }
  const inputs = { 'image-name': '', components: JSON.stringify(components), ...given }
  return start(inputs, { registries, builds: [script], files: FILES, ...around })
}

export const order = (plans: readonly BuildPlan[]) =>
  plans.map(({ repository }) => repository.slice(12))
export const results = (outputs: { readonly results?: unknown }) => outputs.results
