/** The commands on dirty bitmaps, each a transaction's action too. */
@NullMarked
package org.blockyard.commands.bitmap;

import org.jspecify.annotations.NullMarked;
