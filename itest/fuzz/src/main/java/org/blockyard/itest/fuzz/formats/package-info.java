/** Damaged images of any format: where their metadata are is found out, not known. */
@NullMarked
package org.blockyard.itest.fuzz.formats;

import org.jspecify.annotations.NullMarked;
