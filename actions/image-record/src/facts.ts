import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { YamlMember } from '@ci-kit/core/yaml-node'

/** What is known of an image, for people and later steps; in the order in which it was written. */
export type Facts = Readonly<Record<string, string | number | boolean>>

export const FACT_NAME = /^[A-Za-z0-9_-]{1,50}$/
export const MOST_FACTS = 30
/** Of all facts as JSON: outputs of 256 images have to stay below the 1 MiB of a job. */
export const MOST_FACT_CHARACTERS = 2_048

const ADVICE =
  "Write a flat map of texts, numbers and booleans, such as 'verdict: passed', one a line."

/**
 * Reads input `facts`; rejects with {@link UserError}. What is empty, such as
 * the output of a step that did not run, is left out.
 */
export const factsIn = async (text: string): Promise<Facts> => {
  if (text.trim() === '') return {}
  const { yamlNode } = await import('@ci-kit/core/yaml-node')
  const node = yamlNode(text, "Input 'facts'", ADVICE)
  if (node.kind === 'scalar' && node.isNull) return {}
  if (node.kind !== 'map') throw new UserError(`Input 'facts' is no map. ${ADVICE}`)
  const facts = Object.fromEntries(node.members.flatMap(factIn))
  const count = Object.keys(facts).length
  if (count > MOST_FACTS)
    throw new UserError(`Input 'facts' has ${count} facts, ${MOST_FACTS} are allowed.`)
  const { length } = JSON.stringify(facts)
  if (length > MOST_FACT_CHARACTERS)
    throw new UserError(
      `Input 'facts' has ${length} characters as JSON, ${MOST_FACT_CHARACTERS} are allowed. Leave long texts out.`,
    )
  return facts
}

const factIn = ({
  name,
  line,
  value,
}: YamlMember): readonly (readonly [string, string | number | boolean])[] => {
  const where = `Input 'facts', line ${line}: '${visible(name, 50)}'`
  if (!FACT_NAME.test(name))
    throw new UserError(
      `${where} is no name of a fact. Use letters, digits, '_' and '-', up to 50 characters.`,
    )
  if (value.kind !== 'scalar') throw new UserError(`${where} is a ${value.kind}. ${ADVICE}`)
  return value.isNull || value.text === '' ? [] : [[name, factOf(value.text)]]
}

/** A number is one only where it is written as it would be printed: the tag `1.10` stays what it is. */
const factOf = (text: string): string | number | boolean => {
  if (text === 'true' || text === 'false') return text === 'true'
  const number = Number(text)
  return Number.isFinite(number) && String(number) === text ? number : text
}
