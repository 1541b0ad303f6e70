import { UserError } from '@ci-kit/core/errors'
import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { isLoopback } from '@ci-kit/oci/http'
import { parseObject } from '@ci-kit/oci/json'
import { readCapped } from '../capped-file.ts'
import { type Selector, type Service, selectServices } from './service-selection.ts'
import type { SigstoreInstance } from './sigstore-instance.ts'

const MEDIA_TYPE = 'application/vnd.dev.sigstore.signingconfig.v0.2+json'
/** The one of sigstore's public instance has 2 KB. */
const LONGEST = 1024 * 1024
const MOST_SERVICES = 100
const ADVICE =
  'Give a signing_config.json, as your Sigstore\'s TUF repository or "cosign signing-config create" makes it.'

/** Reads a signing config from a file; see {@link parseSigningConfig}. */
export const readSigningConfig = async (path: string, now: Date): Promise<SigstoreInstance> =>
  parseSigningConfig(readCapped(path, { input: 'sigstore', advice: ADVICE, limit: LONGEST }), now)

/**
 * The services that a signing config of version 0.2 names for `now`
 * (sigstore/protobuf-specs, protos/sigstore_trustroot.proto). Throws
 * `UserError` for everything that does not fit, with the member's name.
 */
export const parseSigningConfig = (bytes: Uint8Array, now: Date): SigstoreInstance => {
  const config = parseObject(bytes)
  if (config === undefined) throw refused(`it is no JSON object. ${ADVICE}`)
  const mediaType = stringAt(config, 'mediaType')
  if (mediaType !== MEDIA_TYPE)
    throw refused(`its mediaType is ${shown(mediaType)}, expected "${MEDIA_TYPE}". ${ADVICE}`)
  const select = (member: string, versions: readonly number[], selector: Selector) =>
    selectServices({ member, services: servicesIn(config, member), versions, selector, now })
  const [authority] = select('caUrls', [1], { kind: 'ANY' })
  if (authority === undefined) throw refused('caUrls names no certificate authority.')
  const logs = select('rekorTlogUrls', [2, 1], selectorIn(config, 'rekorTlog'))
  const times = select('tsaUrls', [1], selectorIn(config, 'tsa'))
  return checked({
    name: `the Sigstore at ${authority.url.host}`,
    fulcio: authority.url,
    logs: logs.map(({ url, version }) => ({ url, version: version === 2 ? 2 : 1 })),
    timestampAuthorities: times.map(({ url }) => url),
    timestamps: 'always',
  })
}

const checked = (instance: SigstoreInstance): SigstoreInstance => {
  const { logs, timestampAuthorities } = instance
  if (timestampAuthorities.length > 0) return instance
  if (logs.length === 0)
    throw refused('it names neither a log nor a timestamp authority, so nothing proves the time.')
  if (logs.every(({ version }) => version === 2))
    throw refused('Rekor of version 2 tells no time. Add a timestamp authority in tsaUrls.')
  return instance
}

const servicesIn = (config: Json, member: string): readonly Service[] => {
  const list = Object.hasOwn(config, member) ? config[member] : []
  if (!Array.isArray(list) || list.length > MOST_SERVICES)
    throw refused(`${member} has to be a list of at most ${MOST_SERVICES} services.`)
  return list.map((item: unknown, at) => serviceFrom(item, `${member}[${at}]`))
}

const serviceFrom = (item: unknown, where: string): Service => {
  if (!isObject(item)) throw refused(`${where} is no object.`)
  const url = urlFrom(stringAt(item, 'url'), `${where}.url`)
  const { majorApiVersion: version } = item
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 0)
    throw refused(`${where}.majorApiVersion is ${shown(version)}, expected a whole number.`)
  const valid = objectAt(item, 'validFor')
  // Without a start it counts as the oldest, as for other clients.
  const start = timeFrom(valid, 'start', where) ?? new Date(0)
  const operator = stringAt(item, 'operator') ?? url.host
  return { url, version, start, end: timeFrom(valid, 'end', where), operator }
}

const urlFrom = (text: string | undefined, where: string): URL => {
  const url = URL.parse(text ?? '')
  // The identity token travels there.
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname)))
    if (url.username === '' && url.password === '' && url.search === '' && url.hash === '')
      return url
  // A login in it is a secret.
  const open = text?.replace(/\/\/[^/]*@/, '//***@')
  throw refused(`${where} is ${shown(open)}, expected an https URL without login, query and #.`)
}

const timeFrom = (valid: Json | undefined, name: string, where: string): Date | undefined => {
  const value = valid !== undefined && Object.hasOwn(valid, name) ? valid[name] : undefined
  if (value === undefined || value === null) return undefined
  const time = new Date(
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? value : Number.NaN,
  )
  if (!Number.isNaN(time.getTime())) return time
  throw refused(`${where}.validFor.${name} is ${shown(value)}, expected 2026-01-31T00:00:00Z.`)
}

const selectorIn = (config: Json, kind: 'rekorTlog' | 'tsa'): Selector => {
  const from = objectAt(config, `${kind}Config`)
  if (from === undefined && servicesIn(config, `${kind}Urls`).length === 0) return { kind: 'ALL' }
  const selector = stringAt(from, 'selector')
  if (selector === 'ANY' || selector === 'ALL') return { kind: selector }
  if (selector !== 'EXACT')
    throw refused(`${kind}Config.selector is ${shown(selector)}. Possible values: ANY, ALL, EXACT.`)
  const count = from?.count
  if (typeof count === 'number' && Number.isSafeInteger(count) && count > 0)
    return { kind: 'EXACT', count }
  throw refused(`${kind}Config.count is ${shown(count)}, expected a number from 1 on.`)
}

const shown = (value: unknown): string =>
  typeof value === 'string' ? `"${visible(value, 200)}"` : visible(String(value), 200)

const refused = (why: string): UserError =>
  new UserError(`sigstore: the signing config cannot be used: ${why}`)
