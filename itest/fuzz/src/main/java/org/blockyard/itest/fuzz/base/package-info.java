/** What all kinds of random work need: settings, tools to run, and what is found. */
@NullMarked
package org.blockyard.itest.fuzz.base;

import org.jspecify.annotations.NullMarked;
