/** Inputs as bytes: where they come from, what runs them, and what must not happen. */
@NullMarked
package org.blockyard.itest.fuzz.inputs;

import org.jspecify.annotations.NullMarked;
