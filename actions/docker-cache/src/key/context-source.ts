import { visible } from '@ci-kit/core/log'
import { digestParts, isDigest } from '@ci-kit/oci/digest'
import type { Doubt } from './doubt.ts'

/** What the text of a context stands for, as far as a key goes. */
export type ContextSource =
  | { readonly kind: 'folder'; readonly path: string }
  /** The reference behind `docker-image://`, still to be resolved. */
  | { readonly kind: 'image'; readonly reference: string }
  | { readonly kind: 'pinned'; readonly reference: string }

/** `#` and a whole commit, with a folder behind it or not. */
const PINNED_FRAGMENT = /#(?:[0-9a-f]{40}|[0-9a-f]{64})(?::[^#]*)?$/

const GIT = /^(?:https?:\/\/[^#?]*\.git(?=[#?]|$)|git:\/\/|ssh:\/\/|git@|github\.com\/)/
const PASSWORD = /^[a-z]+:\/\/[^/]*:[^/]*@/

/**
 * Tells what a context is from its text, as it is given to buildx. What can
 * hold something else next time (a branch, an archive behind a URL) is a doubt.
 */
export const contextSource = (text: string): ContextSource | Doubt => {
  const image = /^docker-image:\/\/(.*)$/s.exec(text)?.[1]
  if (image !== undefined) return { kind: 'image', reference: image }
  if (text.startsWith('oci-layout://')) return pinnedLayout(text)
  if (GIT.test(text)) return pinnedGit(text)
  if (/^[a-z][a-z0-9+.-]*:/i.test(text) || text === '-')
    return { doubt: `the context ${visible(text, 200)} can be something else next time` }
  return { kind: 'folder', path: text }
}

const pinnedGit = (url: string): ContextSource | Doubt => {
  // Not shown, and no part of a key.
  if (PASSWORD.test(url)) return { doubt: 'the URL of a context holds a password' }
  if (PINNED_FRAGMENT.test(url) && !url.includes('?')) return { kind: 'pinned', reference: url }
  return {
    doubt: `the context ${visible(url, 200)} can move. Name a whole commit behind the #`,
  }
}

const pinnedLayout = (text: string): ContextSource | Doubt => {
  const digest = text.slice(text.lastIndexOf('@') + 1)
  if (isDigest(digest)) return { kind: 'pinned', reference: digestParts(digest).hex }
  return { doubt: `the context ${visible(text, 200)} has no digest` }
}
