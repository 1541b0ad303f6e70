import { isObject, type Json, objectAt } from '@ci-kit/core/json'

/**
 * What a bill of materials may be made of. Trivy copies the labels of an image
 * into it as they are, so they stay away when a secret was found, which may be
 * in one of them. Undefined when nothing has to stay away.
 */
export const withoutSecretLabels = (report: Json): Json | undefined => {
  const metadata = objectAt(report, 'Metadata')
  const image = objectAt(metadata, 'ImageConfig')
  const config = objectAt(image, 'config')
  if (config?.Labels === undefined || !hasSecrets(report)) return undefined
  const { Labels: _, ...others } = config
  return { ...report, Metadata: { ...metadata, ImageConfig: { ...image, config: others } } }
}

const hasSecrets = ({ Results: results }: Json): boolean =>
  Array.isArray(results) &&
  results.some(
    (result) => isObject(result) && Array.isArray(result.Secrets) && result.Secrets.length > 0,
  )
