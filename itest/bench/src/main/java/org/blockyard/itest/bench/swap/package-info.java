/**
 * What shows that drivers can be replaced under load: a load that checks every byte it reads, two
 * versions of one bundle, and a daemon that is looked at from outside.
 */
@NullMarked
package org.blockyard.itest.bench.swap;

import org.jspecify.annotations.NullMarked;
