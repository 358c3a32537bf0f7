/**
 * The exports at work. An export holds its node as any user does; it ends before its type's bundle
 * goes, and is started again from its definition when another version of the bundle comes.
 */
@NullMarked
package org.blockyard.kernel.internal.export;

import org.jspecify.annotations.NullMarked;
