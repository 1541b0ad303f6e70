import type { Environment } from '@ci-kit/core/event'

const PROXIES = ['http_proxy', 'https_proxy']

/**
 * Options of the docker-container driver that hand the job's proxies to the
 * builder: its container does not inherit them, and without them it reaches
 * no registry. A proxy on the machine itself is another one inside the
 * container, so it is left out.
 */
export const proxyOptions = (env: Environment): string[] => {
  const proxies = PROXIES.flatMap((name) => entry(name, env)).filter(([, url]) => !isLocal(url))
  if (proxies.length === 0) return []
  return [...proxies, ...entry('no_proxy', env)].flatMap(([name, value]) => [
    '--driver-opt',
    // buildx reads each option as a line of CSV, and NO_PROXY holds commas.
    `"env.${name}=${value.replaceAll('"', '""')}"`,
  ])
}

const entry = (name: string, env: Environment): [name: string, value: string][] => {
  const value = env[name] || env[name.toUpperCase()]
  return value ? [[name, value]] : []
}

const LOCAL = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/i

const isLocal = (proxy: string): boolean => {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`
  return URL.canParse(url) && LOCAL.test(new URL(url).hostname)
}
