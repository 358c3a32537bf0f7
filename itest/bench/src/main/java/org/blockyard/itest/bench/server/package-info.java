/** The servers that are compared, how each is started, what it serves, and what it uses up. */
@NullMarked
package org.blockyard.itest.bench.server;

import org.jspecify.annotations.NullMarked;
