/**
 * Encryption of disks sector by sector: ciphers, modes, initialisation vectors and the derivation
 * of keys from passwords. AES and SHA come from the JDK; what it lacks (serpent, twofish, cast5,
 * ripemd160) from Bouncy Castle, which is loaded only when it is asked for.
 */
@NullMarked
@Export
@Version("1.0.0")
package org.blockyard.crypto.cipher;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
