import { type Faults, faultyServices, type ServiceName } from './faults.ts'
import { fulcioService } from './fulcio-service.ts'
import {
  type HttpService,
  refused,
  type ServiceHandler,
  type ServiceRequest,
  serve,
} from './http-service.ts'
import { identityTokens } from './identity-tokens.ts'
import { type JobEnvironment, type JobIdentity, oidcService } from './oidc-service.ts'
import { rekorService } from './rekor-service.ts'
import { type Clocks, sigstoreServices } from './services.ts'
import { type ServiceUrls, type SigningConfigOptions, signingConfigOf } from './signing-config.ts'
import { type FakeSigstore, signingWith } from './sigstore.ts'
import { type TiledEntries, tiledRekorService } from './tiled-rekor-service.ts'
import { timestampService } from './timestamp-service.ts'

export type LocalSigstoreOptions = {
  /** The issuer in tokens and certificates. Default: the address of the service that issues them. */
  readonly issuer?: string
  /** GitHub's address in certificates. Default https://github.com. */
  readonly serverUrl?: string
  readonly clocks?: Clocks
  /** What the log of version 2 takes. Default: all that one ever took. */
  readonly tiledEntries?: TiledEntries
}

/** A request as a service saw it, also when a fault kept it from the service. */
export type LoggedRequest = Omit<ServiceRequest, 'query'> & {
  readonly service: ServiceName
  readonly query: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/**
 * A whole Sigstore on loopback, for tests and demonstrations. Its keys live in
 * memory and vouch for nothing: nobody but its own trusted root trusts it.
 */
export type LocalSigstore = FakeSigstore & {
  /** As services take them as base addresses; `timestamp` is the full one, as in a signing config. */
  readonly urls: ServiceUrls
  readonly issuer: string
  signingConfig(options?: SigningConfigOptions): object
  /** The variables of a job that may ask for tokens; each call is a job of its own. */
  environment(identity?: JobIdentity): JobEnvironment
  /** A token, for tools that take one as it is. Default audience: Fulcio's. */
  token(identity?: JobIdentity, audience?: string): string
  /** Everything that was asked, in order. Holds tokens: show it to nobody. */
  readonly requests: readonly LoggedRequest[]
  readonly faults: Faults
  close(): Promise<void>
}

/** Starts all services on ports of 127.0.0.1; takes some 200 ms. */
export const startLocalSigstore = async (
  options: LocalSigstoreOptions = {},
): Promise<LocalSigstore> => {
  const requests: LoggedRequest[] = []
  const faults = faultyServices()
  const places = await listening(requests, faults.wrap)
  const { services, identities, issuer } = await working(places, options)
  const urls = urlsOf(places)
  return {
    ...signingWith(services),
    urls,
    issuer,
    requests,
    faults,
    signingConfig: (wanted = {}) => signingConfigOf(urls, wanted),
    environment: (identity = {}) => identities.register(identity, urls.oidc),
    token: (identity = {}, audience = 'sigstore') => identities.token(identity, audience),
    close: async () => {
      await Promise.all(Object.values(places).map((place) => place.close()))
    },
  }
}

type Places = Readonly<Record<ServiceName, Place>>

const urlsOf = (places: Places): ServiceUrls => ({
  oidc: places.oidc.url,
  fulcio: places.fulcio.url,
  rekor: places.rekor.url,
  rekorV2: places['rekor-v2'].url,
  timestamp: `${places.timestamp.url}/api/v1/timestamp`,
})

/** Puts the services into their places. */
const working = async (places: Places, options: LocalSigstoreOptions) => {
  const urls = urlsOf(places)
  const logs = { log: urls.rekor, tiledLog: urls.rekorV2 }
  const services = await sigstoreServices(options.clocks, logs)
  const issuer = options.issuer ?? urls.oidc
  const tokens = identityTokens(issuer)
  const identities = oidcService(tokens)
  const { authority, log, tiledLog, timestamps } = services
  const serverUrl = options.serverUrl ?? 'https://github.com'
  places.oidc.use(identities.handler)
  places.fulcio.use(fulcioService({ authority, tokens, serverUrl }))
  places.rekor.use(rekorService(log))
  places['rekor-v2'].use(
    tiledRekorService(tiledLog, options.tiledEntries ?? 'hashes-and-envelopes'),
  )
  places.timestamp.use(timestampService(timestamps))
  return { services, identities, issuer }
}

type Place = HttpService & { use(handler: ServiceHandler): void }

/** Ports before services: logs and tokens name their own addresses. */
const listening = async (
  requests: LoggedRequest[],
  wrap: (service: ServiceName, handler: ServiceHandler) => ServiceHandler,
): Promise<Places> => {
  const place = async (service: ServiceName): Promise<Place> => {
    let current: ServiceHandler = async () => refused(503, 'not ready yet')
    const faulty = wrap(service, (request) => current(request))
    const http = await serve((request) => {
      requests.push({ ...request, query: request.query.toString(), service, at: Date.now() })
      return faulty(request)
    })
    return {
      ...http,
      use: (handler) => {
        current = handler
      },
    }
  }
  const [oidc, fulcio, rekor, rekorV2, timestamp] = await Promise.all([
    place('oidc'),
    place('fulcio'),
    place('rekor'),
    place('rekor-v2'),
    place('timestamp'),
  ])
  return { oidc, fulcio, rekor, 'rekor-v2': rekorV2, timestamp }
}
