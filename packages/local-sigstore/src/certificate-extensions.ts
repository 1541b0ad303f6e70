import { type Json, stringAt } from '@ci-kit/core/json'

export type Extension = { oid: string; value: string; legacy?: boolean }

const FULCIO = '1.3.6.1.4.1.57264.1.'

/** Raw strings, deprecated since Fulcio has the numbers from 8 on. */
const DEPRECATED: Readonly<Record<number, string>> = {
  1: 'iss',
  2: 'event_name',
  3: 'sha',
  4: 'workflow',
  5: 'repository',
  6: 'ref',
}

/** Numbers whose value is a claim as it stands (sigstore/fulcio, docs/oid-info.md). */
const PLAIN: Readonly<Record<number, string>> = {
  8: 'iss',
  10: 'job_workflow_sha',
  11: 'runner_environment',
  13: 'sha',
  14: 'ref',
  15: 'repository_id',
  17: 'repository_owner_id',
  19: 'workflow_sha',
  20: 'event_name',
  22: 'repository_visibility',
  23: 'environment',
}

/** Numbers whose value is a claim below the server's address. */
const BELOW_SERVER: Readonly<Record<number, string>> = {
  9: 'job_workflow_ref',
  12: 'repository',
  16: 'repository_owner',
  18: 'workflow_ref',
}

/** The extensions that Fulcio writes for a token of GitHub's; those whose claim is missing are left out. */
export const certificateExtensions = (claims: Json, serverUrl: string): Extension[] => [
  ...extensionsOf(DEPRECATED, claims, (value) => value).map((one) => ({ ...one, legacy: true })),
  ...extensionsOf(PLAIN, claims, (value) => value),
  ...extensionsOf(BELOW_SERVER, claims, (value) => `${serverUrl}/${value}`),
  ...runOf(claims, serverUrl),
]

const extensionsOf = (
  numbers: Readonly<Record<number, string>>,
  claims: Json,
  written: (value: string) => string,
): Extension[] =>
  Object.entries(numbers).flatMap(([number, claim]) => {
    const value = stringAt(claims, claim)
    return value === undefined ? [] : [{ oid: FULCIO + number, value: written(value) }]
  })

const runOf = (claims: Json, serverUrl: string): Extension[] => {
  const repository = stringAt(claims, 'repository')
  const run = stringAt(claims, 'run_id')
  const attempt = stringAt(claims, 'run_attempt')
  if (repository === undefined || run === undefined || attempt === undefined) return []
  const value = `${serverUrl}/${repository}/actions/runs/${run}/attempts/${attempt}`
  return [{ oid: `${FULCIO}21`, value }]
}
