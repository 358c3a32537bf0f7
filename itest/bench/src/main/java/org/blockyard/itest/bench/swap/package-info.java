/**
 * What shows that drivers can be replaced under load: two versions of one bundle, and a daemon that
 * is looked at from outside while a verifying load is on it.
 */
@NullMarked
package org.blockyard.itest.bench.swap;

import org.jspecify.annotations.NullMarked;
