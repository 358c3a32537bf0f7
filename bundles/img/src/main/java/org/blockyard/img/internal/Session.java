package org.blockyard.img.internal;

import java.io.PrintStream;
import org.blockyard.platform.Platform;

/**
 * What a subcommand works with.
 *
 * @param platform the platform
 * @param images opens images as the command line says
 * @param out for results
 * @param err for complaints
 */
record Session(Platform platform, Images images, PrintStream out, PrintStream err) {}
