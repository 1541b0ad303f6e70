/** A registry of Amazon ECR. `region` is where its tokens come from. */
export type EcrRegistry = { readonly kind: 'private' | 'public'; readonly region: string }

/** Tokens of the public registry come from one region only. */
const PUBLIC: EcrRegistry = { kind: 'public', region: 'us-east-1' }
const PUBLIC_HOSTS = ['public.ecr.aws', 'ecr-public.aws.com']

/**
 * The names that AWS gives to private registries, with FIPS, dual-stack, China
 * and other partitions (awslabs/amazon-ecr-credential-helper, api/client.go).
 * Whole names only: a token must not reach a host that looks alike.
 */
const PRIVATE =
  /^\d{12}\.dkr[.-]ecr(?:-fips)?\.([a-z0-9][a-z0-9-]{1,40})\.(?:amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu|on\.aws|on\.amazonwebservices\.com\.cn|sc2s\.sgov\.gov|c2s\.ic\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)$/

/** What AWS has to be asked for the tokens of a host, undefined when it is no registry of AWS. */
export const ecrRegistry = (host: string): EcrRegistry | undefined => {
  const name = host.toLowerCase().replace(/:443$/, '')
  if (PUBLIC_HOSTS.includes(name)) return PUBLIC
  const region = PRIVATE.exec(name)?.[1]
  return region === undefined ? undefined : { kind: 'private', region }
}
