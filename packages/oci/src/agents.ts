import http from 'node:http'
import https from 'node:https'
import { systemCode, UserError } from '@ci-kit/core/errors'
import { isLoopback } from './http.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** How a URL is reached: Node's starter for its scheme, and the connections that are kept. */
export type Route = { readonly start: typeof http.request; readonly agent: http.Agent }

/**
 * Connections that are kept alive, direct to loopback and through HTTP_PROXY,
 * HTTPS_PROXY and NO_PROXY of `env` to everything else. Throws
 * {@link UserError} for a proxy that is not a URL.
 */
export const agents = (env: Environment): ((url: URL) => Route) => {
  const kept = new Map<string, Route>()
  return (url) => {
    const secure = url.protocol === 'https:'
    const direct = isLoopback(url.hostname)
    const key = `${secure} ${direct}`
    const route = kept.get(key) ?? routeFor(secure, direct ? {} : env)
    kept.set(key, route)
    return route
  }
}

const routeFor = (secure: boolean, env: Environment): Route => {
  const options = { keepAlive: true, proxyEnv: { ...env } }
  try {
    return secure
      ? { start: https.request, agent: new https.Agent(options) }
      : { start: http.request, agent: new http.Agent(options) }
  } catch (thrown) {
    if (systemCode(thrown) !== 'ERR_PROXY_INVALID_CONFIG') throw thrown
    // Node repeats the whole value, which may hold a password.
    throw new UserError(
      'The proxy in HTTP_PROXY or HTTPS_PROXY is not a URL. Write it as http://host:port, or unset the variable.',
    )
  }
}
