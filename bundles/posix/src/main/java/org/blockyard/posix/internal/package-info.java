/** How the calls are made; nothing here is for other bundles. */
@NullMarked
package org.blockyard.posix.internal;

import org.jspecify.annotations.NullMarked;
