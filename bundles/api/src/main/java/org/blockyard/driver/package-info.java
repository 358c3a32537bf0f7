/**
 * What a driver author implements. The life of one driver instance:
 *
 * <pre>
 *   BlockDriver (one per bundle, no state)
 *       |  open(options, context)            any thread; context valid until open returns,
 *       v                                     its scope until close returns
 *   BlockDevice --- openLane() ---> DataChannel (one per client queue; usually the device itself)
 *       |                               |
 *       |   read write flush status ... |   many threads at once, offsets already checked
 *       |                               |   against length() and aligned to limits()
 *       |  (drained: no request is in flight)
 *       |  resize, check, permissions       one thread at a time
 *       v
 *   close()                                 once, after the last request returned;
 *                                           then the scope ends: threads, timers and
 *                                           memory opened through it are gone
 * </pre>
 *
 * <p>A driver keeps no state in statics and no thread-locals. It opens no file, thread or timer but
 * through its {@link org.blockyard.driver.OpenContext} and {@link
 * org.blockyard.driver.DriverScope}. Abilities beyond the data channel are small interfaces that
 * the driver or its device also implements.
 */
@NullMarked
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("1.1.0")
package org.blockyard.driver;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
