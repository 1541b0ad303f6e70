import { policyIn, policyOf } from '@ci-kit/attestation/gate/parse-policy'
import {
  documentOrigin,
  policyDocument,
  readPolicyDocument,
} from '@ci-kit/attestation/gate/policy-document'
import type { ProvenRules } from '../prove/prove-statements.ts'
import type { Step } from './step.ts'

const INPUT = 'policy'

/** The policy of the gate, without the types that it wants: a step signs only some of them. */
export const gatePolicy = async ({
  inputs,
  roots,
  serverUrl,
}: Step): Promise<ProvenRules | undefined> => {
  const document = policyDocument(inputs.policy)
  if (document === undefined) return undefined
  const members = await readPolicyDocument(document, INPUT, roots.workspace)
  const place = policyIn(documentOrigin(document, INPUT), serverUrl)
  const { predicates: _, denyOpen, ...rules } = policyOf(members, place)
  return { rules, ...(denyOpen !== undefined && { denyOpen }) }
}
