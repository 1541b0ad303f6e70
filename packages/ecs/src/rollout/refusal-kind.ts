import type { AwsRefusalFacts } from '@ci-kit/aws/aws-call'

/** AWS's names for credentials that have expired, or that it does not know. */
const BAD_CREDENTIALS =
  /^(ExpiredToken|RequestExpired|UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|MissingAuthenticationToken|CredentialsProviderError|TokenProviderError)/

/**
 * What to do about a refusal of a read: `passing` is asked again later,
 * `credentials` no call will ever get past, `lasting` says no to this
 * operation only.
 */
type RefusalKind = 'passing' | 'credentials' | 'lasting'

export const refusalKind = (refusal: AwsRefusalFacts): RefusalKind => {
  if (BAD_CREDENTIALS.test(refusal.code)) return 'credentials'
  if (refusal.throttled) return 'passing'
  if (refusal.denied) return 'lasting'
  return refusal.status === undefined || refusal.status >= 500 ? 'passing' : 'lasting'
}
