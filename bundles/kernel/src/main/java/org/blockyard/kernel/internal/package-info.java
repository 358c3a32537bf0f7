/**
 * The kernel: what stands between drivers and those who use disks. It exports nothing; all reach it
 * by the interfaces of the API. Its packages use each other downwards only:
 *
 * <pre>
 *   platform                    puts the rest together
 *   graph    export   job       nodes and edges and their changes; who uses nodes
 *   swap     object             replacing drivers; objects
 *   node     monitor            one node; commands and events
 *   path     contribution       one request; what bundles bring
 *   driver   buffer             drivers present; memory
 * </pre>
 */
@NullMarked
package org.blockyard.kernel.internal;

import org.jspecify.annotations.NullMarked;
