import { UserError } from '@ci-kit/core/errors'
import { type Json, objectAt, stringAt } from '@ci-kit/core/json'
import type { Manifest } from '../manifest.ts'

/** The event that started the run, as GitHub would deliver it. */
export type StepEvent = {
  readonly name: string
  readonly payload: Json
  /** `refs/heads/main`, `refs/tags/v1` or `refs/pull/7/merge`. */
  readonly ref: string
  readonly sha: string
  /** `owner/name` */
  readonly repository: string
}

/** Stands for an event that nobody gave. */
export const PUSH_TO_MAIN: StepEvent = {
  name: 'push',
  payload: { ref: 'refs/heads/main' },
  ref: 'refs/heads/main',
  sha: '0'.repeat(40),
  repository: 'local/workspace',
}

/**
 * INPUT_ variables for every declared input, from the given values or the
 * manifest's defaults. Throws {@link UserError} on an input that is not
 * declared; the runner only warns there, which hides typing errors.
 */
export const inputVariables = (
  manifest: Manifest,
  given: Readonly<Record<string, string>>,
  token: string,
): Record<string, string> => {
  const declared = new Map([...manifest.inputs.keys()].map((name) => [variable(name), name]))
  const values = new Map(Object.entries(given).map(([name, value]) => [variable(name), value]))
  for (const name of Object.keys(given)) {
    if (!declared.has(variable(name))) throw new UserError(unknownInput(manifest, name))
  }
  return Object.fromEntries(
    [...manifest.inputs].map(([name, input]) => [
      variable(name),
      values.get(variable(name)) ?? defaultText(name, input.default, token),
    ]),
  )
}

/** The runner's own spelling: upper case, and only spaces are replaced. */
const variable = (input: string): string => `INPUT_${input.replaceAll(' ', '_').toUpperCase()}`

const unknownInput = (manifest: Manifest, name: string): string => {
  const known = [...manifest.inputs.keys()].join(', ') || 'none'
  return `Input '${name}' is not declared by action '${manifest.name}'. Its inputs are: ${known}.`
}

/** Evaluates the one expression that defaults may use: `github.token`. */
const defaultText = (name: string, text: string, token: string): string =>
  text.replace(/\$\{\{\s*(.*?)\s*\}\}/gs, (_, expression: string) => {
    if (expression === 'github.token') return token
    throw new UserError(
      `The default of input '${name}' uses \${{ ${expression} }}, which cannot be evaluated outside a runner. Give the input a value.`,
    )
  })

const ARCHITECTURES = new Map<string, string>([
  ['x64', 'X64'],
  ['arm64', 'ARM64'],
])
const SYSTEMS = new Map<string, string>([
  ['linux', 'Linux'],
  ['darwin', 'macOS'],
  ['win32', 'Windows'],
])

const EVERYWHERE = {
  CI: 'true',
  GITHUB_ACTION: '__local',
  GITHUB_ACTIONS: 'true',
  GITHUB_API_URL: 'https://api.github.com',
  GITHUB_GRAPHQL_URL: 'https://api.github.com/graphql',
  GITHUB_JOB: 'local',
  GITHUB_RUN_ATTEMPT: '1',
  GITHUB_RUN_ID: '1',
  GITHUB_RUN_NUMBER: '1',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_WORKFLOW: 'local',
  RUNNER_ARCH: ARCHITECTURES.get(process.arch) ?? '',
  RUNNER_ENVIRONMENT: 'self-hosted',
  RUNNER_NAME: 'local',
  RUNNER_OS: SYSTEMS.get(process.platform) ?? '',
}

/** The GITHUB_ and RUNNER_ variables that do not name a file of the step. */
export const contextVariables = (event: StepEvent, workspace: string): Record<string, string> => {
  const pull = objectAt(event.payload, 'pull_request')
  const [owner = ''] = event.repository.split('/')
  return {
    ...EVERYWHERE,
    GITHUB_ACTOR: stringAt(objectAt(event.payload, 'sender'), 'login') ?? owner,
    GITHUB_BASE_REF: stringAt(objectAt(pull, 'base'), 'ref') ?? '',
    GITHUB_EVENT_NAME: event.name,
    GITHUB_HEAD_REF: stringAt(objectAt(pull, 'head'), 'ref') ?? '',
    GITHUB_REF: event.ref,
    GITHUB_REF_NAME: event.ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    GITHUB_REF_TYPE: event.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    GITHUB_REPOSITORY: event.repository,
    GITHUB_REPOSITORY_OWNER: owner,
    GITHUB_SHA: event.sha,
    GITHUB_WORKSPACE: workspace,
    GITHUB_WORKFLOW_REF: `${event.repository}/.github/workflows/local.yml@${event.ref}`,
  }
}
