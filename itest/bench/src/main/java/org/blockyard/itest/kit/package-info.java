/**
 * What benches and tests against peers have in common: clients of our own for QMP and NBD, programs
 * as processes, and bundles under other versions. No test framework is in here: failures are
 * exceptions.
 */
@NullMarked
package org.blockyard.itest.kit;

import org.jspecify.annotations.NullMarked;
