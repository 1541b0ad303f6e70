import { UserError } from '@ci-kit/core/errors'
import { type NamedImage, parseNamedImage } from '@ci-kit/oci/named-images'
import { formatReference } from '@ci-kit/oci/reference'

/** `subject-name` and `subject-digest`, as actions/attest takes them, for an image in a registry. */
export type NamedPair = { readonly name: string; readonly digest: string }

/**
 * The image of a name and a digest that were written apart. As in
 * actions/attest, the name is taken in lower case, and a tag in it says
 * nothing, because the digest names the content. A digest in the name has to
 * be the same one. Throws {@link UserError} that names the input.
 */
export const pairedImage = ({ name, digest }: NamedPair): NamedImage => {
  const written = name.trim()
  const text = digest.trim().toLowerCase()
  if (written === '' || text === '')
    throw new UserError(
      `Inputs 'subject-name' and 'subject-digest' belong together, and '${written === '' ? 'subject-name' : 'subject-digest'}' is not set. Set both, such as 'ghcr.io/org/app' and 'sha256:…'.`,
    )
  const named = parseNamedImage("Input 'subject-name'", written.toLowerCase())
  const { tag: _, digest: own, ...place } = named.reference
  const asked = parseNamedImage("Input 'subject-digest'", `${formatReference(place)}@${text}`)
  const { digest: wanted } = asked.reference
  if (wanted === undefined || (own !== undefined && own !== wanted))
    throw new UserError(
      `Input 'subject-name' holds the digest ${own}, and 'subject-digest' is ${wanted}. Leave the digest out of the name.`,
    )
  return { name: `${written}@${wanted}`, reference: { ...place, digest: wanted } }
}
