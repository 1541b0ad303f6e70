import { isObject } from '@ci-kit/core/json'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'

/** A schema of an object that may have these members and no others. */
const object = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})

const list = (items: object) => ({ type: 'array', items })
const text = { type: 'string' }
const count = { type: 'integer', minimum: 1 }
const uri = { type: 'string', format: 'uri' }
const bag = {
  type: 'object',
  properties: { tags: { type: 'array', items: text, uniqueItems: true, maxItems: 10 } },
}
const message = object({ text, markdown: text }, ['text'])
const level = { enum: ['none', 'note', 'warning', 'error'] }

const rule = object(
  {
    id: { type: 'string', minLength: 1, maxLength: 3_000 },
    name: { type: 'string', maxLength: 255 },
    shortDescription: message,
    fullDescription: message,
    defaultConfiguration: object({ level }),
    helpUri: uri,
    help: message,
    properties: {
      ...bag,
      properties: {
        ...bag.properties,
        precision: { enum: ['very-high', 'high', 'medium', 'low'] },
        'security-severity': { type: 'string', pattern: String.raw`^(?:\d\.\d|10\.0)$` },
      },
    },
  },
  // What GitHub needs besides.
  ['id', 'shortDescription', 'fullDescription', 'help'],
)

const location = object(
  {
    physicalLocation: object(
      {
        artifactLocation: object(
          { uri: { type: 'string', format: 'uri-reference', minLength: 1, pattern: '^[^/]' } },
          ['uri'],
        ),
        region: object({ startLine: count, startColumn: count, endLine: count, endColumn: count }, [
          'startLine',
          'startColumn',
          'endLine',
          'endColumn',
        ]),
      },
      ['artifactLocation'],
    ),
    logicalLocations: list(object({ name: text, fullyQualifiedName: text, kind: text })),
  },
  ['physicalLocation'],
)

const result = object(
  {
    ruleId: text,
    ruleIndex: { type: 'integer', minimum: 0 },
    level,
    message,
    locations: { ...list(location), minItems: 1 },
    partialFingerprints: { type: 'object', additionalProperties: text, minProperties: 1 },
    baselineState: { enum: ['new', 'unchanged', 'updated', 'absent'] },
    properties: bag,
  },
  ['ruleId', 'ruleIndex', 'message', 'locations', 'partialFingerprints'],
)

const driver = object({ name: text, informationUri: uri, version: text, rules: list(rule) }, [
  'name',
  'rules',
])

const run = object(
  {
    tool: object({ driver }, ['driver']),
    automationDetails: object({ id: { type: 'string', pattern: '/$' } }, ['id']),
    columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
    results: list(result),
    properties: bag,
  },
  ['tool', 'results', 'automationDetails'],
)

/**
 * What SARIF 2.1.0 (OASIS) and GitHub's code scanning demand of the members
 * that are written here; one that is not named here is an error, so that it has
 * to be looked up.
 */
const SCHEMA = object({ $schema: uri, version: { const: '2.1.0' }, runs: list(run) }, [
  'version',
  'runs',
])

const ajv = new Ajv({ strict: true, strictRequired: false, allErrors: true })
formats.default(ajv)
const validate = ajv.compile(SCHEMA)

/** What is wrong with the text of a SARIF file, one line each. */
export const sarifErrors = (text: string): readonly string[] => {
  if (validate(JSON.parse(text))) return []
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

export type Result = {
  readonly ruleId: string
  readonly ruleIndex: number
  readonly level: string
  readonly message: { readonly text: string }
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string }
      readonly region: { readonly startLine: number; readonly endLine: number }
    }
    readonly logicalLocations: readonly { readonly name: string }[]
  }[]
  readonly partialFingerprints: { readonly primaryLocationLineHash: string }
  readonly properties: { readonly failing: boolean }
}

export type Rule = {
  readonly id: string
  readonly helpUri?: string
  readonly shortDescription: { readonly text: string }
  readonly fullDescription: { readonly text: string }
  readonly help: { readonly text: string; readonly markdown: string }
  readonly properties: { readonly 'security-severity'?: string; readonly tags: readonly string[] }
}

export type Run = {
  readonly tool: { readonly driver: { readonly rules: readonly Rule[] } }
  readonly automationDetails: { readonly id: string }
  readonly results: readonly Result[]
}

const isSarif = (value: unknown): value is { readonly runs: readonly Run[] } =>
  isObject(value) && validate(value)

/** The runs of a SARIF file, which has to be valid. */
export const runsOf = (text: string): readonly Run[] => {
  const value: unknown = JSON.parse(text)
  if (isSarif(value)) return value.runs
  throw new Error(`No valid SARIF: ${sarifErrors(text).join('; ')}`)
}
