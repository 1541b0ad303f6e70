import type { Given } from './dockerfile.ts'

/**
 * The named context that stands for an image or a stage. Names are compared
 * as BuildKit compares them: short forms of Docker Hub, without `:latest`
 * (NamedContext of frontend/dockerui).
 */
export const contextNamed = ({ buildContexts }: Given, name: string): string | undefined => {
  if (buildContexts.size === 0 || /^(?:scratch|context)$/i.test(name)) return undefined
  const wanted = familiar(name)
  return [...buildContexts.keys()].find((candidate) => familiar(candidate) === wanted)
}

const familiar = (name: string): string =>
  name
    .replace(/^(?:index\.)?docker\.io\//, '')
    .replace(/^library\/(?=[^/]*$)/, '')
    .replace(/:latest$/, '')
