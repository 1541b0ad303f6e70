import { readFileSync } from 'node:fs'
import { isObject, stringAt } from '@ci-kit/core/json'
import { parseYaml } from '@ci-kit/core/yaml'
import { type Inputs, parseInputs } from '@ci-kit/docker-cache/inputs'

/** The tests are run from `test/lib`. */
const ACTION = new URL('../../../../../actions/docker-cache/action.yml', import.meta.url)

const manifest = (): unknown => parseYaml(readFileSync(ACTION, 'utf8'), 'action.yml')

const membersOf = (part: string): readonly [string, unknown][] => {
  const document = manifest()
  const found: unknown = isObject(document) ? document[part] : undefined
  return isObject(found) ? Object.entries(found) : []
}

/** The outputs that action.yml promises. */
export const promisedOutputs = (): string[] => membersOf('outputs').map(([name]) => name)

const DEFAULTS = new Map(
  membersOf('inputs').map(([name, input]) => [
    name,
    (isObject(input) && stringAt(input, 'default')) || '',
  ]),
)

/** What a step of the tests sets; its Dockerfiles are too small for the best practices. */
const GIVEN = { registry: 'ghcr.io', 'image-name': 'org/app', 'github-token': '', lint: 'off' }

/** Inputs as the runner hands them over: the defaults of action.yml with what is set. */
export const inputsOf = (given: Readonly<Record<string, string>> = {}): Inputs => {
  const all = new Map([...DEFAULTS, ...Object.entries({ ...GIVEN, ...given })])
  return parseInputs({ read: (name) => all.get(name) ?? '', mask: () => {} })
}
