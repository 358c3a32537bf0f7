/** Words of command lines that are meant to do harm: names, options, commands. */
@NullMarked
package org.blockyard.itest.fuzz.words;

import org.jspecify.annotations.NullMarked;
