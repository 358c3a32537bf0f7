package org.blockyard.format.kit;

/**
 * Space for a packed block.
 *
 * @param offset where its bytes are to be written in the file
 * @param place how the block is to be mapped when they are there
 */
public record PackedSpace(long offset, Place.Packed place) {}
