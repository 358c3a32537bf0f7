/** objects that say who may connect. */
@NullMarked
package org.blockyard.authz;

import org.jspecify.annotations.NullMarked;
