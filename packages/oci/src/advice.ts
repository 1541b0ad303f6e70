export type Access = 'pull' | 'push' | 'delete'

/** What is known about a failure when it is explained. */
export type Situation = {
  readonly registry: string
  readonly access: Access
  readonly status?: number
  readonly code?: string
  /** Whether credentials for the registry were found. */
  readonly signedIn: boolean
}

const UNTRUSTED = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]

/** What the workflow's author can do, as one or more sentences. */
export const advice = (situation: Situation): string =>
  connectionAdvice(situation) ?? statusAdvice(situation)

const connectionAdvice = ({ registry, code = '' }: Situation): string | undefined => {
  if (code === 'ECONNREFUSED')
    return `Check that the registry is running and that ${registry} is the right host and port.`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return 'Check the spelling of the host, and that the runner can resolve it.'
  if (['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code))
    return 'Check that the runner may reach that host: firewall, network, HTTPS_PROXY.'
  if (['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'].includes(code))
    return 'The connection broke off. Run the job again; if it stays, look at proxies and firewalls on the way.'
  if (code === 'ERR_PROXY_TUNNEL')
    return 'The proxy refuses to connect. Check HTTPS_PROXY and its login, or add the host to NO_PROXY.'
  if (UNTRUSTED.includes(code))
    return "The certificate is not trusted. Let NODE_EXTRA_CA_CERTS name a PEM file with its authority's certificate."
  if (code === 'CERT_HAS_EXPIRED') return "Renew the registry's certificate."
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return 'The certificate is for another name. Use the host that the certificate names.'
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_'))
    return 'The host does not speak TLS as expected. If it is meant to be reached over plain http, that must be allowed explicitly.'
  return undefined
}

const statusAdvice = (situation: Situation): string => {
  const { status = 0, code = '' } = situation
  if (status === 401 || status === 403) return accessAdvice(situation)
  if (status === 404) return missingAdvice(situation)
  if (status === 429 || code === 'TOOMANYREQUESTS')
    return situation.signedIn
      ? 'The rate limit is used up. Wait, or use a mirror or fewer parallel jobs.'
      : `The rate limit is used up. Log in to ${situation.registry}: signed-in accounts have a higher limit.`
  if (status === 405 || code === 'UNSUPPORTED')
    return situation.access === 'delete'
      ? 'The registry does not allow deletion. Switch it on (the CNCF registry: REGISTRY_STORAGE_DELETE_ENABLED=true), or delete in its own interface.'
      : 'The registry does not support this operation.'
  if (status === 413) return 'A proxy in front of the registry limits the size; raise its limit.'
  if (status >= 500)
    return 'The registry has a problem of its own. Look at its status page or log, and run the job again.'
  return "The registry's log may say more."
}

const accessAdvice = ({ registry, access, status, signedIn }: Situation): string => {
  if (!signedIn)
    return `No credentials for ${registry} were found. Log in first (docker login ${registry}, or docker/login-action)${ghcrPermission(registry, access)}`
  if (status === 403 && registry === 'ghcr.io')
    return `The token lacks a right${ghcrPermission(registry, access)}`
  return status === 401
    ? `The credentials for ${registry} were refused. Check that they are for this registry, have not expired and may ${access}.`
    : `The account may not ${access} here. Let the owner of the repository grant it the right to ${access}.`
}

/** ghcr.io takes the job's own token once the job asks for the right (docs.github.com, "Publishing Docker images"). */
const ghcrPermission = (registry: string, access: Access): string => {
  if (registry !== 'ghcr.io') return '.'
  const right = access === 'pull' ? 'read' : 'write'
  return `. Give the job's token the right by adding to the job:
permissions:
  contents: read
  packages: ${right}
If that is there already: in the package's settings, under "Manage Actions access", give this repository the role ${access === 'delete' ? 'Admin' : right === 'write' ? 'Write' : 'Read'}.`
}

const missingAdvice = ({ registry, access, code, signedIn }: Situation): string => {
  if (code === 'MANIFEST_UNKNOWN') return 'Check the tag or digest, and that it was pushed.'
  const hidden = signedIn
    ? 'or the account may not see it'
    : `or it is private: log in to ${registry} to see it`
  return access === 'push'
    ? `Check the name of the repository. Some registries (ECR, Harbor) want it created first; ${hidden}.`
    : `Check the name of the repository; ${hidden}.`
}
