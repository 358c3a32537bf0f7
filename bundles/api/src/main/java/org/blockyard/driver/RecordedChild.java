package org.blockyard.driver;

import java.util.Optional;

/**
 * A child as an image names it.
 *
 * @param fileName the name as recorded; relative ones are relative to the image's own directory
 * @param format the format as recorded; without one it is probed, for reading only
 */
public record RecordedChild(String fileName, Optional<String> format) {}
