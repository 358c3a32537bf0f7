/**
 * Comparisons with peers in one run: programs, no tests, for what they tell depends on the machine.
 */
@NullMarked
package org.blockyard.itest.bench;

import org.jspecify.annotations.NullMarked;
