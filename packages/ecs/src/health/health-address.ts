import { isIP } from 'node:net'
import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'

/**
 * Reads the address to ask. Any host will do, also one of the local network:
 * whoever writes the workflow can run any command there. Throws
 * {@link UserError} for what is no URL of http or https with a host, and for
 * one with a password, without repeating it.
 */
export const parseHealthUrl = (input: string, text: string): URL => {
  const url = URL.parse(text.trim())
  const shown = visible(text.replace(/\/\/[^/?#]*@/, '//…@').replace(/[?#].*$/s, ''), 300)
  const example = `Write one like 'https://shop.example/health'.`
  if (url === null)
    throw new UserError(`Input '${input}' is '${shown}', which is no URL. ${example}`)
  const fault = addressFault(url)
  if (fault !== undefined) throw new UserError(`Input '${input}' is refused: ${fault}. ${example}`)
  return url
}

/** Why a URL is not asked, as a part of a sentence; undefined when it may be. */
const addressFault = (url: URL): string | undefined => {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return `its scheme is ${visible(url.protocol, 50)} and not https: or http:`
  if (url.username !== '' || url.password !== '')
    return 'it holds a user name or password, which logs would show'
  return url.hostname === '' ? 'it has no host' : undefined
}

/**
 * Why a redirect is not followed. What was just deployed must not lead the
 * runner to its own loopback or metadata address, whose answer would be shown;
 * the author may name such an address, and then it may redirect there.
 */
export const redirectFault = (to: URL, asked: URL): string | undefined => {
  const fault = addressFault(to)
  if (fault !== undefined) return fault
  return isOwnOfRunner(to.hostname) && !isOwnOfRunner(asked.hostname)
    ? 'it leads to an address of the runner itself'
    : undefined
}

/** Loopback, link-local and the metadata addresses of AWS. URL has normalised the spelling of the address. */
const isOwnOfRunner = (hostname: string): boolean => {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  if (isIP(host) === 6) return /^(?:::1?$|::ffff:(?:7f|a9fe|0:)|fe[89ab]|fd00:ec2:)/.test(host)
  return isIP(host) === 4 ? /^(?:127\.|169\.254\.|0\.)/.test(host) : /(?:^|\.)localhost$/.test(host)
}

/** For messages: without the query, which may hold a token. */
export const shownAddress = ({ origin, pathname }: URL): string => visible(origin + pathname, 200)
