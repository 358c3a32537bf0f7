/**
 * LUKS version 1: the header, its key slots and what it takes to open, make and change them; and
 * what it takes to read version 2. Where the bytes lie is the caller's business.
 */
@NullMarked
@Export
@Version("1.0.0")
package org.blockyard.crypto.luks;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
