import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Workspace } from '@ci-kit/core/workspace'
import { LONGEST_NAME, repositoryFault } from '@ci-kit/oci/reference-grammar'
import type { Runners } from '../input-maps.ts'
import type { Selected } from '../selected.ts'
import type { ImageSettings } from '../settings/image.ts'
import type { RunnerLabel } from '../settings/settings.ts'

/** A build of one image for all of its platforms. */
export type ImageRow = {
  readonly component: string
  readonly 'image-name': string
  readonly file: string
  readonly context: string
  readonly target: string
  /** Lines `NAME=value`. */
  readonly 'build-args': string
  /** A JSON list as text. */
  readonly platforms: string
  /** A JSON object as text: platform → label or labels of its runner. */
  readonly runners: string
}

export type ImageDefaults = {
  readonly registry: string
  /** In front of the component's name. */
  readonly prefix: string
  readonly platforms: readonly string[]
  readonly runners: Runners
}

const NOTHING_SAID: ImageSettings = {
  name: undefined,
  file: undefined,
  context: undefined,
  target: '',
  platforms: undefined,
  buildArgs: [],
}

/** The rows of the matrix of images; throws {@link UserError}. */
export const imageRows = (
  selected: readonly Selected[],
  defaults: ImageDefaults,
  workspace: Workspace,
): readonly ImageRow[] => {
  const rows = selected.flatMap((one) => rowOf(one, defaults, workspace) ?? [])
  const names = rows.map((row) => row['image-name'])
  const twice = rows.find((row, at) => names.indexOf(row['image-name']) < at)
  if (twice === undefined) return rows
  throw problem(
    twice.component,
    `its image '${twice['image-name']}' is that of another component too. Give it another 'image.name'`,
  )
}

const problem = (component: string, what: string): UserError =>
  new UserError(`Component '${visible(component, 100)}': ${what}.`)

const rowOf = (
  { component, path, settings }: Selected,
  defaults: ImageDefaults,
  workspace: Workspace,
): ImageRow | undefined => {
  const { image: wanted, deployment, runner } = settings
  if (wanted.kind === 'none') return undefined
  const image = wanted.kind === 'image' ? wanted.image : NOTHING_SAID
  const file = image.file ?? (path === '' ? 'Dockerfile' : `${path}/Dockerfile`)
  // Without a folder of its own a component does not own what lies in the root.
  const isThere = (wanted.kind === 'image' || path !== '') && workspace.kindOf(file) === 'file'
  if (!isThere) {
    if (wanted.kind !== 'image' && deployment === undefined) return undefined
    throw problem(component, noDockerfile(file))
  }
  const platforms = image.platforms ?? defaults.platforms
  return {
    component,
    'image-name': imageName(component, image.name, defaults),
    file,
    context: image.context ?? (path || '.'),
    target: image.target,
    'build-args': image.buildArgs.join('\n'),
    platforms: JSON.stringify(platforms),
    runners: JSON.stringify(runnersFor(component, platforms, runner, defaults)),
  }
}

const noDockerfile = (file: string): string =>
  `its image cannot be built, because '${visible(file, 200)}' is no file of the checkout. Name the Dockerfile in 'image.file', and check out the repository before this step`

const imageName = (
  component: string,
  name: string | undefined,
  { registry, prefix }: ImageDefaults,
): string => {
  const full = name ?? `${prefix}/${component.toLowerCase()}`
  const fault = repositoryFault(full)
  if (fault !== undefined) {
    throw problem(
      component,
      `'${visible(full, 300)}' cannot be the name of its image: ${fault} Set 'image.name'`,
    )
  }
  if (registry.length + 1 + full.length <= LONGEST_NAME) return full
  throw problem(
    component,
    `registry and name of its image have more than ${LONGEST_NAME} characters. Set a shorter 'image.name'`,
  )
}

/** The component's own runner builds for the first of the usual platforms, which is the one that checks run on. */
const runnersFor = (
  component: string,
  platforms: readonly string[],
  own: RunnerLabel | undefined,
  { platforms: [usual], runners }: ImageDefaults,
): Readonly<Record<string, RunnerLabel>> =>
  Object.fromEntries(
    platforms.map((platform) => {
      const runner = (platform === usual ? own : undefined) ?? runners.get(platform)
      if (runner !== undefined) return [platform, runner]
      throw problem(
        component,
        `no runner is known that builds for ${platform}. Add '${platform}: <label of a runner>' to input 'runners'`,
      )
    }),
  )
