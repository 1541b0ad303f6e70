import type { Exec } from '@ci-kit/core/exec'
import { type Json, objectAt, stringAt } from '@ci-kit/core/json'
import type { StepEvent } from '../run-step.ts'

/** What a checkout says about itself; undefined members where it is no repository. */
type Checkout = {
  readonly ref: string | undefined
  readonly head: string | undefined
  readonly parent: string | undefined
}

/**
 * An event for a step on a checkout. What the payload does not say is taken
 * from git; without a payload, a push is the push of the last commit.
 */
export const localEvent = async (
  name: string,
  given: Json | undefined,
  workspace: string,
  exec: Exec,
): Promise<StepEvent> => {
  const checkout = await checkoutOf(workspace, exec)
  const payload = given ?? (name === 'push' ? lastCommit(checkout) : {})
  return {
    name,
    payload,
    ref: refOf(payload) ?? checkout.ref ?? 'refs/heads/main',
    sha: stringAt(payload, 'after') ?? checkout.head ?? '',
    repository: stringAt(objectAt(payload, 'repository'), 'full_name') ?? 'local/workspace',
  }
}

const refOf = (payload: Json): string | undefined => {
  const pull = objectAt(payload, 'pull_request')
  return pull ? `refs/pull/${String(pull.number)}/merge` : stringAt(payload, 'ref')
}

const lastCommit = ({ ref, head, parent }: Checkout): Json =>
  head === undefined ? {} : { ref, before: parent ?? head.replace(/./g, '0'), after: head }

const checkoutOf = async (workspace: string, exec: Exec): Promise<Checkout> => {
  const git = async (...args: string[]): Promise<string | undefined> => {
    const { exitCode, stdout } = await exec('git', args, { cwd: workspace })
    return exitCode === 0 ? Buffer.from(stdout).toString().trim() : undefined
  }
  return {
    ref: await git('symbolic-ref', '--quiet', 'HEAD'),
    head: await git('rev-parse', '--quiet', '--verify', 'HEAD'),
    parent: await git('rev-parse', '--quiet', '--verify', 'HEAD^'),
  }
}
