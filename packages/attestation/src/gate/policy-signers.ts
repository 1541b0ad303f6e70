import { messageOf } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { certifiedNames } from '../verify/certified-names.ts'
import { checkedIdentity } from '../verify/identity-pattern.ts'
import { GITHUB_ACTIONS_ISSUER, type SignerPolicy } from '../verify/signer-policy.ts'
import type { Policy } from './policy.ts'
import type { PolicyMembers } from './policy-members.ts'

const EXAMPLE = 'org/app/.github/workflows/release.yml@refs/heads/main'

/** Who has to have signed, by `signer-workflow`, `signer-identity` and `signer-issuer`. */
export const signersIn = (from: PolicyMembers): Policy['signers'] => {
  const issuer = issuerIn(from)
  const workflows = from
    .texts('signer-workflow')
    .flatMap((text) => certified(workflowIn(from, text)))
  const others = from.texts('signer-identity').map((text) => identityIn(from, text, issuer))
  const [first, ...rest] = [...workflows, ...others].map(
    (identity): SignerPolicy => ({ issuer, identity }),
  )
  if (first !== undefined) return [first, ...rest]
  throw from.fault(
    'signer-workflow',
    `nobody is named who has to have signed, so anybody could. Write "signer-workflow: ${EXAMPLE}", or signer-identity for a signer that is no workflow.`,
  )
}

/** A name without wildcards stands for all ways in which a certificate may spell it. */
const certified = (name: string): readonly string[] =>
  name.includes('*') ? [name] : certifiedNames(name)

const issuerIn = (from: PolicyMembers): string => {
  const issuer = from.text('signer-issuer') ?? GITHUB_ACTIONS_ISSUER
  if (/^https?:\/\/[^/*]+(?:\/[^*]*)?$/.test(issuer)) return issuer
  throw from.fault(
    'signer-issuer',
    `"${visible(issuer, 200)}" is no address of an issuer, which is compared whole. Write one such as ${GITHUB_ACTIONS_ISSUER}.`,
  )
}

const WORKFLOW = /^[^/@]+\/[^/@]+\/\.github\/workflows\/[^/@]+$/

/** Refs of certificates are whole, or the commit by which a reusable workflow was called. */
const SIGNED_REF = /^(?:refs\/.+|[0-9a-f]{40}|\*\*)$/

const workflowIn = (from: PolicyMembers, text: string): string => {
  const server = serverOf(from)
  const path = text.startsWith(`${server}/`) ? text.slice(server.length + 1) : text
  const [workflow = '', ref] = path.split(/@(.*)/s)
  const fault = (what: string) => from.fault('signer-workflow', `"${visible(text, 300)}" ${what}`)
  if (!WORKFLOW.test(workflow)) throw fault(`is no workflow. Write it as ${EXAMPLE}.`)
  if (ref === undefined || ref === '')
    throw fault(
      `does not say of which branch or tag. Write it behind an @: ${workflow}@refs/heads/main, or @refs/tags/* for all tags.`,
    )
  if (!SIGNED_REF.test(ref))
    throw fault(
      `ends with "${visible(ref, 100)}", which no certificate names. Write the whole ref, such as @refs/heads/${ref.replaceAll('*', '') || 'main'} or @refs/tags/*.`,
    )
  return patternIn(from, 'signer-workflow', `${server}/${path}`)
}

const identityIn = (from: PolicyMembers, text: string, issuer: string): string => {
  const isAddress = /^[a-z][a-z0-9+.-]*:/i.test(text)
  if (!isAddress && issuer === GITHUB_ACTIONS_ISSUER)
    throw from.fault(
      'signer-identity',
      `"${visible(text, 300)}" is no address of a workflow, and ${from.place.named('signer-issuer')} is that of GitHub, which names nothing else. Write the signer-issuer that vouches for it, such as https://accounts.google.com, or name a signer-workflow.`,
    )
  return patternIn(from, 'signer-identity', text)
}

/**
 * A branch may be called `x@refs/heads/main`: what may go over an @ would take
 * it for another one, so ahead of the first @ only the very end may do so.
 */
const patternIn = (from: PolicyMembers, member: string, text: string): string => {
  if (/^[^@]*\/[^@]*\*\*./.test(text))
    throw from.fault(
      member,
      `"${visible(text, 300)}" has ** in front of the @ or of more text, which would reach over the @ into the name of a branch. Write *, which ends at / and @.`,
    )
  try {
    return checkedIdentity(text)
  } catch (thrown) {
    throw from.fault(member, messageOf(thrown))
  }
}

/**
 * Where the workflow has to have been started. A workflow that others may call
 * signs for their repositories, too, so what is left out is the repository of
 * the workflow itself, and has to be written where that is not one.
 */
export const sourceRepositoryIn = (
  from: PolicyMembers,
  signers: Policy['signers'],
): string | undefined => {
  const text = from.text('source-repository')
  if (text !== undefined) return repositoryIn(from, text)
  const workflows = signers.filter((signer) => isWorkflow(from, signer))
  const own = new Set(workflows.map(({ identity }) => OWN_REPOSITORY.exec(identity)?.[1] ?? '*'))
  const [only] = own
  if (only === undefined) return undefined
  if (own.size === 1 && !only.includes('*')) return only
  throw from.fault(
    'source-repository',
    'it is left out, and the signers may be workflows of more than one repository: whoever may call one of them could sign. Write the repository that is built, such as org/app, or org/* for all of an owner.',
  )
}

/** `https://github.com/org/app` of whatever lies in there. */
const OWN_REPOSITORY = /^(https?:\/\/[^/]+\/[^/]+\/[^/]+)\//

/** Other addresses are of those that no certificate says a repository of, such as accounts of a cluster. */
const isWorkflow = (from: PolicyMembers, { issuer, identity }: SignerPolicy): boolean =>
  issuer === GITHUB_ACTIONS_ISSUER ||
  identity.startsWith(`${serverOf(from)}/`) ||
  identity.includes('/.github/workflows/')

const repositoryIn = (from: PolicyMembers, text: string): string => {
  const server = serverOf(from)
  const path = text.startsWith(`${server}/`) ? text.slice(server.length + 1) : text
  if (/^[\w.-]+\/(?:[\w.*-]+)$/.test(path) && !path.endsWith('.git') && !path.includes('**'))
    return patternIn(from, 'source-repository', `${server}/${path}`)
  throw from.fault(
    'source-repository',
    `"${visible(text, 200)}" is no repository on ${server}. Write it as org/app.`,
  )
}

const serverOf = ({ place }: PolicyMembers): string =>
  (place.serverUrl ?? 'https://github.com').replace(/\/+$/, '')
