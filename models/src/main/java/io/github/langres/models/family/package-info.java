/**
 * What a config and a checkpoint of each architecture mean: one class an architecture, facts and
 * weight names, assembled from the layers of {@link io.github.langres.models.graph}.
 */
@NullMarked
package io.github.langres.models.family;

import org.jspecify.annotations.NullMarked;
