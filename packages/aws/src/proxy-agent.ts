import { Agent } from 'node:https'
import { systemCode, UserError } from '@ci-kit/core/errors'
import type { Environment } from '@ci-kit/core/event'

/** Connections that are kept, through the proxy of the variables. Node repeats the whole value of a bad proxy, which may hold a password. */
export const proxyAgent = (env: Environment): Agent => {
  try {
    return new Agent({ keepAlive: true, proxyEnv: { ...env } })
  } catch (thrown) {
    if (systemCode(thrown) !== 'ERR_PROXY_INVALID_CONFIG') throw thrown
    throw new UserError('the proxy in HTTP_PROXY or HTTPS_PROXY is not a URL')
  }
}
