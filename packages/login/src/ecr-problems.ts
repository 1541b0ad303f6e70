import type { EcrRegistry } from './ecr-registry.ts'

/** An error of the AWS SDK; the name is the service's code. */
export type AwsError = { readonly name: string; readonly text: string }

const configure = ({ region }: EcrRegistry): string =>
  `'permissions: { id-token: write, contents: read }' for the job, and before this step 'uses: aws-actions/configure-aws-credentials' with 'role-to-assume: <ARN of a role>' and 'aws-region: ${region}'`

const permissions = ({ kind }: EcrRegistry): string =>
  kind === 'private'
    ? 'ecr:GetAuthorizationToken'
    : 'ecr-public:GetAuthorizationToken and sts:GetServiceBearerToken'

export const noAwsCredentials = (host: string, registry: EcrRegistry): string =>
  `There is no login for ${host}: the job has no AWS credentials. Set ${configure(registry)}; or give inputs 'username' and 'password'.`

/** Codes of credentials that AWS does not take any more, or never took (IAM and STS, common errors). */
const REFUSED =
  /^(ExpiredToken|ExpiredTokenException|RequestExpired|UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch|IncompleteSignature\w*|MissingAuthenticationToken\w*)$/

/** What an error means for the author of the workflow, and what to do about it. */
export const ecrProblem = (
  { name, text }: AwsError,
  host: string,
  registry: EcrRegistry,
): string => {
  if (name === 'CredentialsProviderError') return noAwsCredentials(host, registry)
  const failed = `The login to ${host} failed`
  if (/^AccessDenied/.test(name) && /AssumeRole/.test(text)) {
    return `${failed}: ${text}. Let the trust policy of the role allow this repository (sts:AssumeRoleWithWebIdentity), and give the job 'permissions: { id-token: write }'.`
  }
  if (/^AccessDenied/.test(name)) {
    return `${failed}: ${text}. Allow the role ${permissions(registry)} on resource '*'.`
  }
  if (REFUSED.test(name)) {
    return `${failed}: AWS refuses the credentials of the job (${name}: ${text}). Set ${configure(registry)}; a session ends after an hour unless 'role-duration-seconds' says otherwise.`
  }
  return `${failed}: ${text}. Check that the runner reaches ECR in ${registry.region}, and run the job again.`
}
