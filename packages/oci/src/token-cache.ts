import type { Clock } from '@ci-kit/core/clock'
import { type Ask, type BearerToken, bearerToken, type TokenRequest } from './bearer-token.ts'
import type { Credential } from './credentials.ts'
import type { SecretKeeper } from './secret-keeper.ts'

/** The token service as the registry's challenge names it. */
export type Bearer = { readonly realm: URL; readonly service: string | undefined }

/** A 401 for a token: the scopes that it asked for, and the header that was refused. */
export type Refusal = { readonly asked: readonly string[]; readonly used: string | undefined }

type TokenCacheOptions = { readonly ask: Ask; readonly clock: Clock }
type Entry = BearerToken & { readonly until: number }

/**
 * Tokens per realm, service and scopes of the operation; whoever wants the same
 * token meanwhile waits for the same answer. Scopes that a refusal asked for
 * are added to the request, never to requests for other operations.
 */
export const tokenCache = ({ ask, clock }: TokenCacheOptions, keep: SecretKeeper['keep']) => {
  const entries = new Map<string, Promise<Entry>>()
  const fetched = (key: string, request: TokenRequest): Promise<Entry> => {
    const start = clock.elapsed()
    const entry = bearerToken(request, ask, clock.now()).then((token) => {
      keep({ kind: 'registry-token', token: token.token })
      return { ...token, until: start + token.usableMs }
    })
    entries.set(key, entry)
    entry.catch(() => entries.delete(key))
    return entry
  }
  const get = async (
    { realm, service }: Bearer,
    wanted: readonly string[],
    credential: Credential | undefined,
    refusal?: Refusal,
  ): Promise<string> => {
    const key = JSON.stringify([realm.href, service, wanted])
    const entry = entries.get(key)
    const known = entry && (await entry)
    const fresh = known !== undefined && known.until > clock.elapsed()
    if (fresh && `Bearer ${known.token}` !== refusal?.used) return known.token
    // Another caller may have replaced the entry during the wait.
    if (entries.get(key) !== entry) return get({ realm, service }, wanted, credential, refusal)
    const scopes = [...new Set([...wanted, ...(refusal?.asked ?? [])])]
    return (await fetched(key, { realm, service, scopes, credential })).token
  }
  return { get }
}
