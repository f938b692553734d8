/** Where the training recordings of a pack lie in feature space: class means and one precision matrix for all. */
export interface FeatureSpace {
  readonly means: readonly (readonly number[])[]
  /** Inverse of the covariance within classes, square. */
  readonly precision: readonly (readonly number[])[]
}

/**
 * Least squared Mahalanobis distance of a recording to a class mean of the training set: how unlike anything it has
 * learned from it is.
 */
export function featureDistance({ means, precision }: FeatureSpace, features: readonly number[]): number {
  return Math.min(...means.map((mean) => squaredDistance(mean, precision, features)))
}

function squaredDistance(
  mean: readonly number[],
  precision: readonly (readonly number[])[],
  features: readonly number[],
): number {
  const apart = features.map((f, i) => f - mean[i]!)
  return apart.reduce(
    (sum, a, i) => sum + a * precision[i]!.reduce((inner, p, j) => inner + p * apart[j]!, 0),
    0,
  )
}
