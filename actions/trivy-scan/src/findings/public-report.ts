import { isObject, type Json } from '@ci-kit/core/json'

/**
 * Members of trivy's report that may spell out what nobody should read. `Match`
 * is masked, but `Code` shows the lines around it as they are, which may hold
 * another secret; so may the code of a misconfiguration. `ImageConfig` is the
 * image's whole configuration with the values of its environment and the
 * arguments of its build: only its platform stays.
 */
const PRIVATE = new Set(['Code', 'Match', 'RenderedCause', 'Traces'])

const PLATFORM = ['architecture', 'os', 'variant']

/** Trivy's own report, fit to be kept and handed on. The place of layers that a build made (`CreatedBy`) goes too. */
export const withoutPrivateParts = (report: Json): Json =>
  Object.fromEntries(
    Object.entries(report)
      .filter(([name]) => !PRIVATE.has(name) && name !== 'CreatedBy')
      .map(([name, value]) => [name, name === 'ImageConfig' ? platformOf(value) : cleared(value)]),
  )

/** Only texts: an object of such a name could hold anything. */
const platformOf = (configuration: unknown): Json =>
  Object.fromEntries(
    Object.entries(isObject(configuration) ? configuration : {}).filter(
      ([name, value]) => PLATFORM.includes(name) && typeof value === 'string',
    ),
  )

const cleared = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(cleared)
  return isObject(value) ? withoutPrivateParts(value) : value
}
