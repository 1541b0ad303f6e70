/** @typedef {import('./types.d.mts').Input} Input */
/** @typedef {import('./types.d.mts').Output} Output */
/** @typedef {Record<string, unknown>} Mapping */

/** @param {unknown} value @returns {Mapping} empty for anything that is none */
export const mapping = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {}

/** @param {unknown} value @returns {string} empty for none */
export const textOf = (value) => (value === undefined || value === null ? '' : String(value))

/** @param {unknown} inputs as in action.yml or under `workflow_call` @returns {Input[]} */
export const inputsOf = (inputs) =>
  Object.entries(mapping(inputs)).map(([name, value]) => {
    const { description, required, default: preset } = mapping(value)
    return {
      name,
      description: textOf(description),
      required: required === true || required === 'true',
      default: preset === undefined || preset === null ? undefined : String(preset),
    }
  })

/** @param {unknown} outputs as in action.yml or under `workflow_call` @returns {Output[]} */
export const outputsOf = (outputs) =>
  Object.entries(mapping(outputs)).map(([name, value]) => ({
    name,
    description: textOf(mapping(value).description),
  }))
