import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { parse } from 'yaml'
import { type Callables, jobsOf, ownPath, stepsOf, wrongCalls } from './workflow-calls.ts'

/** A workflow as text and parsed, with what it may call. */
type Subject = { readonly text: string; readonly workflow: Json; readonly callables: Callables }

const LEVELS = ['none', 'read', 'write']

/** Dependabot and Renovate both update a pin that names its version like this. */
const PIN = /^[^\s@]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/

const unpinned = ({ text }: Subject): string[] =>
  [...text.matchAll(/^[ \t]*(?:-[ \t]+)?uses:[ \t]*(.*?)[ \t]*$/gm)]
    .map(([, uses = '']) => uses)
    .filter((uses) => ownPath(uses) === undefined && !uses.startsWith('./') && !PIN.test(uses))
    .map((uses) => `${uses} is not pinned as name@<40 hexadecimal digits> # vX.Y.Z.`)

const unlimited = ({ workflow }: Subject): string[] =>
  jobsOf(workflow)
    .filter(
      ([, job]) => job['timeout-minutes'] === undefined && stringAt(job, 'uses') === undefined,
    )
    .map(([id]) => `${id}: has no timeout-minutes.`)

const overgranted = ({ workflow }: Subject): string[] => [
  ...(workflow.permissions === 'write-all' ? ['the workflow has write-all.'] : []),
  ...jobsOf(workflow).flatMap(([id, { permissions = workflow.permissions }]) => {
    if (permissions === undefined) return [`${id}: has no permissions.`]
    return permissions === 'write-all' ? [`${id}: has write-all.`] : []
  }),
]

/** GitHub refuses to start a workflow of which any job asks for more than its caller has. */
export const undergranted = ({ workflow, callables }: Omit<Subject, 'text'>): string[] =>
  jobsOf(workflow).flatMap(([id, job]) => {
    const called = callables.get(ownPath(stringAt(job, 'uses') ?? '') ?? '')
    const granted = job.permissions ?? workflow.permissions
    const level = (name: string) => LEVELS.indexOf(String(isObject(granted) && granted[name]))
    return (called?.permissions ?? [])
      .filter((wanted) => {
        const [scope = '', wantedLevel = ''] = wanted.split(': ')
        return level(scope) < LEVELS.indexOf(wantedLevel)
      })
      .map((wanted) => `${id}: ${job.uses} needs the permission ${wanted}.`)
  })

const injectable = ({ workflow }: Subject): string[] =>
  jobsOf(workflow).flatMap(([id, job]) =>
    stepsOf(job)
      .filter((step) => /\$\{\{/.test(stringAt(step, 'run') ?? ''))
      .map(() => `${id}: an expression stands in run; pass it by env.`),
  )

/**
 * Where a job names no status function GitHub adds success(), which counts the jobs before the call as well: one of
 * them that was skipped skips every job of the called workflow.
 */
const skippedWithCaller = ({ workflow }: Subject): string[] => {
  const { on } = workflow
  const isCalled = isObject(on)
    ? Object.hasOwn(on, 'workflow_call')
    : [on].flat().includes('workflow_call')
  if (!isCalled) return []
  return jobsOf(workflow)
    .filter(
      ([, job]) => !/\b(?:always|cancelled|failure|success)\(\)/.test(stringAt(job, 'if') ?? ''),
    )
    .map(([id]) => `${id}: has no status function in its if, such as !cancelled().`)
}

/** Outputs of a job, undefined where nobody here knows them. */
const outputsOfJob = (job: Json, callables: Callables): readonly string[] | undefined => {
  const uses = stringAt(job, 'uses')
  if (uses === undefined) return Object.keys(objectAt(job, 'outputs') ?? {})
  return callables.get(ownPath(uses) ?? '')?.outputs
}

const referred = (within: unknown, context: string): [string, string][] =>
  [
    ...(JSON.stringify(within) ?? '').matchAll(
      new RegExp(`(?<![\\w.-])${context}\\.([\\w-]+)\\.outputs\\.([\\w-]+)`, 'g'),
    ),
  ].map(([, from = '', output = '']) => [from, output])

const unknownOutputs = ({ workflow, callables }: Subject): string[] => {
  const jobs = new Map(jobsOf(workflow))
  const ofJobs = (within: unknown, context: string, place: string) =>
    referred(within, context).flatMap(([from, output]) => {
      const job = jobs.get(from)
      const known = job === undefined ? [] : outputsOfJob(job, callables)
      return known?.includes(output) === false
        ? [`${place}: there is no ${context}.${from}.outputs.${output}.`]
        : []
    })
  const ofSteps = (id: string, job: Json) =>
    referred(job, 'steps').flatMap(([from, output]) => {
      const step = stepsOf(job).find((each) => each.id === from)
      const known = callables.get(ownPath(stringAt(step, 'uses') ?? '') ?? '')?.outputs
      return step === undefined || known?.includes(output) === false
        ? [`${id}: there is no steps.${from}.outputs.${output}.`]
        : []
    })
  return [
    ...ofJobs(workflow.on, 'jobs', 'workflow_call'),
    ...[...jobs].flatMap(([id, job]) => [...ofJobs(job, 'needs', id), ...ofSteps(id, job)]),
  ]
}

const RULES = [
  unpinned,
  unlimited,
  overgranted,
  undergranted,
  injectable,
  skippedWithCaller,
  unknownOutputs,
]

/** Every way in which a workflow breaks the rules of this repository, one sentence each. */
export const brokenRules = (text: string, callables: Callables): string[] => {
  const workflow: unknown = parse(text)
  if (!isObject(workflow)) return ['it is no mapping.']
  const subject = { text, workflow, callables }
  return [...wrongCalls(workflow, callables), ...RULES.flatMap((rule) => rule(subject))]
}
