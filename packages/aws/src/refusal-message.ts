import type { Failure } from './failure.ts'

/** What a message about a failed call has to name. */
export type Asked = {
  /** `ecs:DescribeServices`. */
  readonly action: string
  readonly region: string | undefined
}

const CONFIGURE =
  "Give the job 'permissions: { id-token: write, contents: read }', and before this step 'uses: aws-actions/configure-aws-credentials' with 'role-to-assume: <ARN of a role>' and 'aws-region'"

const EXPIRED = /^(ExpiredToken|ExpiredTokenException|RequestExpired)$/

/** Codes of credentials that AWS never took (IAM and STS, common errors). */
const UNKNOWN_CREDENTIALS =
  /^(UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch|IncompleteSignature\w*|MissingAuthenticationToken\w*)$/

/** What a failed call means for the author of the workflow, and what to do about it. */
export const refusalMessage = (failure: Failure, asked: Asked): string => {
  const { code, reason } = failure
  if (code === 'CredentialsProviderError') {
    return `${asked.action} was not asked: the job has no AWS credentials (${reason}). ${CONFIGURE}.`
  }
  if (isRegionProblem(failure)) {
    return `${asked.action} was not asked: there is no usable AWS region (${reason}). Set input 'aws-region', or AWS_REGION in env, to a region such as eu-central-1.`
  }
  if (EXPIRED.test(code)) {
    return `AWS refuses ${asked.action}: the session of the job's credentials has expired (${reason}). Set 'role-duration-seconds' of aws-actions/configure-aws-credentials to more than the job takes, and the role's maximum session duration to at least that.`
  }
  if (UNKNOWN_CREDENTIALS.test(code)) {
    return `AWS refuses the credentials of the job for ${asked.action} (${code}: ${reason}). ${CONFIGURE}.`
  }
  if (failure.denied) return deniedMessage(reason, asked)
  return otherMessage(failure, asked)
}

const isRegionProblem = ({ status, reason }: Failure): boolean =>
  status === undefined && /^Region is missing|^Region not accepted/.test(reason)

const otherMessage = (failure: Failure, { action, region }: Asked): string => {
  const { code, reason, status } = failure
  const said = `${code}: ${reason}`
  if (failure.throttled) {
    return `AWS still limits ${action} after several attempts (${said}). Run the step again later, or let fewer jobs ask at the same time.`
  }
  if (failure.lost) {
    const place = region === undefined ? '' : ` in ${region}`
    const what = status === undefined ? 'There is no answer' : `AWS answered ${status}`
    return `${what} to ${action} (${said}). Check that the runner reaches AWS${place}, and run the step again.`
  }
  if (status === undefined) return `${action} could not be asked: ${said}`
  return `AWS refuses ${action}: ${said}`
}

const deniedMessage = (reason: string, asked: Asked): string => {
  if (/AssumeRole/.test(reason)) {
    return `AWS refuses the role of the job: ${reason}. Let the trust policy of the role allow this repository (sts:AssumeRoleWithWebIdentity), and give the job 'permissions: { id-token: write }'.`
  }
  const action = deniedAction(reason) ?? asked.action
  const role = /assumed-role\/([\w+=,.@-]{1,64})\//.exec(reason)?.[1]
  const whom = role === undefined ? 'the role of the job' : `the role '${role}'`
  const resource = /on resource: (arn:[^\s"\\]{1,300})/.exec(reason)?.[1] ?? '*'
  const statement = JSON.stringify({ Effect: 'Allow', Action: action, Resource: resource })
  const fix = reason.includes('explicit deny')
    ? `A policy denies '${action}' explicitly to ${whom}; take the denial away there, and allow it by`
    : `Allow '${action}' to ${whom} by this statement of an IAM policy:`
  return `AWS denies ${asked.action}: ${reason}. ${fix} ${statement}`
}

/** Which permission it was, which may be another one than the operation's: RegisterTaskDefinition needs iam:PassRole. */
export const deniedAction = (reason: string): string | undefined =>
  /not authorized to perform: ([a-z0-9-]{2,40}:[A-Za-z0-9]{2,80})/.exec(reason)?.[1]
