import { basicHeader } from './bearer-token.ts'
import type { Credential } from './credentials.ts'

/** Remembers every secret that was handled, so that none comes back in a message. */
export type SecretKeeper = {
  keep(credential: Credential | undefined): void
  /** The text with *** for each secret. */
  redact(text: string): string
}

export const secretKeeper = (): SecretKeeper => {
  const secrets = new Set<string>()
  return {
    keep: (credential: Credential | undefined) => {
      if (credential?.kind === 'basic') {
        secrets.add(credential.password)
        const header = basicHeader(credential.username, credential.password)
        secrets.add(header.slice('Basic '.length))
      } else if (credential !== undefined) secrets.add(credential.token)
    },
    redact: (text: string): string =>
      [...secrets]
        .filter((secret) => secret !== '')
        .sort((a, b) => b.length - a.length)
        .reduce((safe, secret) => safe.replaceAll(secret, '***'), text),
  }
}
