/**
 * The options of the driver: how images are opened, made and amended. Records of values, nothing
 * else.
 */
@NullMarked
package org.blockyard.format.qcow2.option;

import org.jspecify.annotations.NullMarked;
