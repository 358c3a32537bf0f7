/** What the bundle contributes; nothing here is exported. */
@NullMarked
package org.blockyard.crypto.internal;

import org.jspecify.annotations.NullMarked;
