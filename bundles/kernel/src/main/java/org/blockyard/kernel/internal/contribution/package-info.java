/**
 * What bundles contribute, and word of its coming and going. Those who use contributions listen
 * here; {@code internal.platform} feeds it, in a framework or from an index.
 */
@NullMarked
package org.blockyard.kernel.internal.contribution;

import org.jspecify.annotations.NullMarked;
