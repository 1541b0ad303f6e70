import { isDeepStrictEqual } from 'node:util'
import { type PolicyPlace, policyOf } from '@ci-kit/attestation/gate/parse-policy'
import type { Policy } from '@ci-kit/attestation/gate/policy'
import { documentOrigin, type PolicyDocument } from '@ci-kit/attestation/gate/policy-document'
import { UserError } from '@ci-kit/core/errors'
import { isObject, type Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import type { PolicyInputs } from '../inputs/policy.ts'

export type PolicyPorts = {
  /** What a document holds. Rejects with a `UserError` that names it. */
  readDocument(document: PolicyDocument): Promise<Json>
  /** Address of the GitHub server that `org/repository` is on. */
  readonly serverUrl: string
}

/**
 * The policy of the inputs: what the document says, and what single inputs
 * add. Throws {@link UserError} where both say something about the same member
 * and do not mean the same: nobody could tell which one holds.
 */
export const readPolicy = async (
  { document, members }: PolicyInputs,
  ports: PolicyPorts,
): Promise<Policy> => {
  const { serverUrl } = ports
  const inputs: PolicyPlace = { document: 'The inputs', named: nameOfInput, serverUrl }
  if (document === undefined) return policyOf(members, inputs)
  const origin = documentOrigin(document, 'policy')
  const written = await ports.readDocument(document)
  const named = (member: string) =>
    Object.hasOwn(written, member) ? `${origin}: ${member}` : nameOfInput(member)
  // What the document says goes first, so that its mistakes are told as its own.
  const all: Json = { ...members, ...written }
  const policy = policyOf(all, { document: origin, named, serverUrl })
  for (const [member, value] of Object.entries(members))
    if (Object.hasOwn(written, member)) {
      const other = policyOf({ ...all, [member]: value }, inputs)
      if (!isDeepStrictEqual(policy, other))
        throw contradiction(origin, member, written[member], value)
    }
  return policy
}

const nameOfInput = (member: string): string => `Input '${member}'`

const contradiction = (origin: string, member: string, one: unknown, other: unknown): UserError =>
  new UserError(
    `${origin} says '${member}: ${shown(one)}', and the input '${member}' says '${shown(other)}'. Leave one of the two out.`,
  )

const shown = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(shown).join(', ')
  return visible(isObject(value) ? JSON.stringify(value) : String(value), 200)
}
