import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { readManifests } from '@ci-kit/tooling/manifests'
import { readReusableWorkflows } from '@ci-kit/tooling/reusable-workflows'

/** What of this repository can be named after `uses:`, and what it takes and gives. */
export type Callable = {
  readonly inputs: readonly { readonly name: string; readonly required: boolean }[]
  readonly secrets: readonly { readonly name: string; readonly required: boolean }[]
  readonly outputs: readonly string[]
  /** Such as `contents: read`, that the job of a called workflow has to have. */
  readonly permissions: readonly string[]
}

/** By path in the repository, such as `actions/attest` or `.github/workflows/scan.yml`. */
export type Callables = ReadonlyMap<string, Callable>

export const callablesOf = (root: string): Callables =>
  new Map([
    ...readManifests(root).map(({ folder, inputs, outputs }): [string, Callable] => [
      `actions/${folder}`,
      { inputs, secrets: [], outputs: outputs.map(({ name }) => name), permissions: [] },
    ]),
    ...readReusableWorkflows(root).map(
      ({ file, inputs, secrets, outputs, permissions }): [string, Callable] => [
        `.github/workflows/${file}`,
        { inputs, secrets, outputs: outputs.map(({ name }) => name), permissions },
      ],
    ),
  ])

/** Where something of ours is in the repository; undefined for what is somebody else's. */
export const ownPath = (uses: string): string | undefined => {
  const [, self] = /^\$\/(.+)$/.exec(uses) ?? []
  if (self !== undefined) return self
  const [, path] = /^org\/ci-kit\/([^@]+)@/.exec(uses) ?? []
  if (path === undefined) return undefined
  return path.startsWith('.github/') || path.startsWith('actions/') ? path : `actions/${path}`
}

/** Jobs of a workflow, by id. */
export const jobsOf = (workflow: unknown): [string, Json][] =>
  isObject(workflow)
    ? Object.entries(objectAt(workflow, 'jobs') ?? {}).flatMap(([id, job]): [string, Json][] =>
        isObject(job) ? [[id, job]] : [],
      )
    : []

export const stepsOf = (job: Json): Json[] =>
  Array.isArray(job.steps) ? job.steps.filter(isObject) : []

/** A job or a step whose `uses` names something of ours, and the place to say so. */
type Call = { readonly place: string; readonly uses: string; readonly caller: Json }

const callsOf = (workflow: unknown): Call[] =>
  jobsOf(workflow).flatMap(([id, job]) =>
    [{ place: id, caller: job }, ...stepsOf(job).map((caller) => ({ place: id, caller }))].flatMap(
      ({ place, caller }) => {
        const uses = stringAt(caller, 'uses')
        return uses === undefined ? [] : [{ place, uses, caller }]
      },
    ),
  )

const unknownNames = (given: Json | undefined, known: Callable['inputs']): string[] => {
  const names = new Set(known.map(({ name }) => name.toLowerCase()))
  return Object.keys(given ?? {}).filter((name) => !names.has(name.toLowerCase()))
}

const missingNames = (given: Json | undefined, known: Callable['inputs']): string[] => {
  const names = new Set(Object.keys(given ?? {}).map((name) => name.toLowerCase()))
  return known
    .filter(({ name, required }) => required && !names.has(name.toLowerCase()))
    .map(({ name }) => name)
}

/** What is wrong with how a workflow calls what is ours, one sentence each. */
export const wrongCalls = (workflow: unknown, callables: Callables): string[] =>
  callsOf(workflow).flatMap(({ place, uses, caller }) => {
    const path = ownPath(uses)
    if (path === undefined) return []
    const callable = callables.get(path)
    if (callable === undefined) return [`${place}: there is no ${path}, which ${uses} names.`]
    const inputs = objectAt(caller, 'with')
    const secrets = objectAt(caller, 'secrets')
    const inherits = caller.secrets === 'inherit'
    return [
      ...unknownNames(inputs, callable.inputs).map((name) => `has no input ${name}`),
      ...missingNames(inputs, callable.inputs).map((name) => `needs the input ${name}`),
      ...unknownNames(secrets, callable.secrets).map((name) => `has no secret ${name}`),
      ...(inherits ? [] : missingNames(secrets, callable.secrets)).map(
        (name) => `needs the secret ${name}`,
      ),
    ].map((what) => `${place}: ${uses} ${what}.`)
  })
