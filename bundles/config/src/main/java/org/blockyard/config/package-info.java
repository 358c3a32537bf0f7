/**
 * keeps the configuration of a running daemon in a folder of JSON files, and brings it back at the
 * next start.
 */
@NullMarked
package org.blockyard.config;

import org.jspecify.annotations.NullMarked;
