package org.blockyard.posix;

import org.blockyard.posix.internal.Ioctl;

/** What only a block device can tell or do. Each call loads JNA on its first use. */
public final class DeviceControl {
    private final int descriptor;

    private DeviceControl(int descriptor) {
        this.descriptor = descriptor;
    }

    /** The control of an open block device. */
    public static DeviceControl of(HostFile device) {
        return new DeviceControl(device.descriptor());
    }

    /** Its length in bytes. */
    public long length() throws PosixException {
        return Ioctl.readLong(descriptor, Ioctl.BLKGETSIZE64);
    }

    /** Its logical sector in bytes: what direct requests are multiples of. */
    public int logicalSector() throws PosixException {
        return Ioctl.readInt(descriptor, Ioctl.BLKSSZGET);
    }

    /** Its physical sector in bytes: what it likes to be written in. */
    public int physicalSector() throws PosixException {
        return Ioctl.readInt(descriptor, Ioctl.BLKPBSZGET);
    }

    /** Whether the device itself forbids writing. */
    public boolean readOnly() throws PosixException {
        return Ioctl.readInt(descriptor, Ioctl.BLKROGET) != 0;
    }

    /**
     * Tells the device that a range is not needed; what it reads as afterwards is the device's
     * choice.
     */
    public void discard(long offset, long length) throws PosixException {
        Ioctl.range(descriptor, Ioctl.BLKDISCARD, offset, length);
    }

    /** Makes a range read as zeroes, if need be by writing them. */
    public void zeroOut(long offset, long length) throws PosixException {
        Ioctl.range(descriptor, Ioctl.BLKZEROOUT, offset, length);
    }

    /** Whether it is a CD-ROM drive. */
    public boolean isCdrom() {
        return Ioctl.succeeds(descriptor, Ioctl.CDROM_DRIVE_STATUS, Ioctl.CDSL_CURRENT);
    }
}
