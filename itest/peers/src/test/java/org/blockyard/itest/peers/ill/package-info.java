/**
 * What the tests put into bundles, to be loaded by the product: drivers that are ill in one way
 * each.
 */
@NullMarked
package org.blockyard.itest.peers.ill;

import org.jspecify.annotations.NullMarked;
