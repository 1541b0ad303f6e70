import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'

/** What GitHub documents for uploads, and how its processing words a refusal. */
export const RUNS = 20
export const RESULTS = 25_000
export const STORED_RESULTS = 5_000
const RULES = 25_000
const LOCATIONS = 1_000

export const objectsAt = (from: Json | undefined, name: string): readonly Json[] => {
  const value = from?.[name]
  return Array.isArray(value) ? value.filter(isObject) : []
}

/** The name of the tool and the category of a run: what stands before the last slash of its id. */
export const categoryOf = (run: Json): string => {
  const id = stringAt(objectAt(run, 'automationDetails'), 'id') ?? ''
  return id.includes('/') ? id.slice(0, id.lastIndexOf('/')) : ''
}

export const toolOf = (run: Json): string =>
  stringAt(objectAt(objectAt(run, 'tool'), 'driver'), 'name') ?? ''

/** Why the processing refuses the file; nothing for a good one. */
export const processingErrors = (sarif: Json, checkoutUri: string): readonly string[] => {
  const runs = objectsAt(sarif, 'runs')
  if (runs.length > RUNS) return [tooMany('runs', runs.length, RUNS)]
  const keys = runs.map((run) => `${toolOf(run)}\n${categoryOf(run)}`)
  if (new Set(keys).size < keys.length) {
    return ['A delivery cannot contain multiple runs with the same category']
  }
  return runs.flatMap((run) => runErrors(run, checkoutUri)).slice(0, 10)
}

const tooMany = (what: string, count: number, limit: number): string =>
  `rejecting SARIF, as there are more ${what} than allowed (${count} > ${limit})`

const runErrors = (run: Json, checkoutUri: string): readonly string[] => {
  const results = objectsAt(run, 'results')
  const rules = objectsAt(objectAt(objectAt(run, 'tool'), 'driver'), 'rules')
  if (results.length > RESULTS) return [tooMany('results per run', results.length, RESULTS)]
  if (rules.length > RULES) return [tooMany('rules per run', rules.length, RULES)]
  return [
    ...rules.flatMap(ruleErrors),
    ...results.flatMap((result) => resultErrors(result, checkoutUri)),
  ]
}

const ruleErrors = (rule: Json): readonly string[] => {
  const severity = objectAt(rule, 'properties')?.['security-severity']
  const isNumber = severity === undefined || (severity !== '' && Number.isFinite(Number(severity)))
  return isNumber
    ? []
    : ['could not convert rules: invalid security severity value, is not a number']
}

const resultErrors = (result: Json, checkoutUri: string): readonly string[] => {
  const locations = objectsAt(result, 'locations')
  if (locations.length > LOCATIONS) {
    return [tooMany('locations per result', locations.length, LOCATIONS)]
  }
  return locations.flatMap((location) => {
    const artifact = objectAt(objectAt(location, 'physicalLocation'), 'artifactLocation')
    const uri = stringAt(artifact, 'uri')
    if (uri === undefined) return ['locationFromSarifResult: expected artifact location']
    const scheme = schemeOf(uri)
    const expected = schemeOf(checkoutUri)
    if (scheme === '' || scheme === expected) return []
    return [`SARIF URI scheme "${scheme}" did not match the checkout URI scheme "${expected}"`]
  })
}

const schemeOf = (uri: string): string => /^([a-z][a-z\d+.-]*):/i.exec(uri)?.[1] ?? ''
