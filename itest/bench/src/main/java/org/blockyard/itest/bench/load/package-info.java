/**
 * The client that makes the load: a few threads that keep many NBD connections busy and tell how
 * long each request took, and what they cost themselves.
 */
@NullMarked
package org.blockyard.itest.bench.load;

import org.jspecify.annotations.NullMarked;
