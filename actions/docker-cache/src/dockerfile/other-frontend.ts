import type { Dockerfile } from './dockerfile.ts'

/** Docker's frontend, its early releases and copies in other registries. */
const DOCKERFILE_FRONTEND = /(?:^|\/)docker\/dockerfile(?:-upstream)?(?::|@|$)/

/**
 * A frontend (`# syntax=`) that is not Docker's own; undefined when it is. Such
 * a one may read the file in its own way, take images and files that no
 * instruction names, and go by another ignore file.
 */
export const otherFrontend = ({ frontend }: Pick<Dockerfile, 'frontend'>): string | undefined =>
  frontend === undefined || DOCKERFILE_FRONTEND.test(frontend) ? undefined : frontend
