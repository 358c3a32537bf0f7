/**
 * User-created objects, and the types that the kernel brings itself. An object that is in use is
 * not deleted; one whose type's bundle goes, goes with it, in use or not.
 */
@NullMarked
package org.blockyard.kernel.internal.object;

import org.jspecify.annotations.NullMarked;
